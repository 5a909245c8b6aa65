/** Counts and shares. */
import type { Probability } from "../domain/units";
import { numeral, percentNumeral } from "./numerals";

/** "1,440". */
export function count(value: number): string {
  return numeral(value);
}

/** "1 forecast", "2 forecasts". */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** 0.793 → "79.3%". */
export function percent(share: number, digits = 1): string {
  return percentNumeral(100 * share, digits);
}

/** 0.0123 → "+1.23%"; a true minus sign below zero. */
export function signedPercent(share: number): string {
  const size = Math.abs(100 * share);
  const text = percentNumeral(size, 2);
  if (size < 0.005) return text;
  return share < 0 ? `−${text}` : `+${text}`;
}

/** A chance in whole percent; what is neither impossible nor certain is never called so. */
export function chance(probability: Probability): string {
  if (probability < 0.005) return `less than ${percent(0.01, 0)}`;
  if (probability > 0.995 && probability < 1) return `more than ${percent(0.99, 0)}`;
  return percent(probability, 0);
}
