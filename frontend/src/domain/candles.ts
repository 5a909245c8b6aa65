/** Candles from several readings. */
import type { CandleRow } from "../api/documents";
import { instantOf } from "./units";

/** Candles by hour, oldest first; where both tell of an hour, the later reading holds. */
export function mergeCandles(known: readonly CandleRow[], read: readonly CandleRow[]): CandleRow[] {
  const byHour = new Map([...known, ...read].map((one) => [one.open_time, one]));
  return [...byHour.values()].sort((a, b) => instantOf(a.open_time) - instantOf(b.open_time));
}
