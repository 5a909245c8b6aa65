/** Dollars as people read them. */
import type { Price } from "../domain/units";
import { dollarNumeral } from "./numerals";

/** A rounded interval keeps its width to about one part in this many. */
const STEPS_PER_WIDTH = 40;
const NICE_STEPS = [1, 5, 10] as const;

/** "$61,000.00": to the cent. */
export function exactDollars(price: Price): string {
  return dollarNumeral(price, 2);
}

/** "$61,050": without cents, or with them when the price is below $100. */
export function wholeDollars(price: Price): string {
  return dollarNumeral(price, price < 100 ? 2 : 0);
}

/** Both ends of an interval, rounded no further than its width allows. */
export function roundedInterval(low: Price, high: Price): { low: string; high: string } {
  const step = roundingStep(high - low);
  if (step < 1) return { low: exactDollars(low), high: exactDollars(high) };
  const at = (price: Price) => dollarNumeral(Math.round(price / step) * step, 0);
  return { low: at(low), high: at(high) };
}

/** 1 or 5 times a power of ten, at most the width over `STEPS_PER_WIDTH`. */
function roundingStep(width: number): number {
  if (width <= 0) return 0;
  const target = width / STEPS_PER_WIDTH;
  const power = 10 ** Math.floor(Math.log10(target));
  const nice = NICE_STEPS.findLast((step) => step * power <= target) ?? 1;
  return nice * power;
}
