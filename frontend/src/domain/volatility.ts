/** How much the price moved, day by day, from hourly candles. */
import type { CandleRow } from "../api/documents";
import { HOUR_MS, instantOf, priceOf } from "./units";

const HOURS_A_DAY = 24;

/**
 * Realised volatility of each 24 hours that end at the newest candle's close, newest first.
 *
 * Log-return units of a day, from the Garman–Klass variance of the hourly candles, as the model
 * measures it. Ends at the first 24 hours from which a candle is missing; candles oldest first.
 */
export function dailyVolatilities(candles: readonly CandleRow[]): number[] {
  const found: number[] = [];
  for (let end = candles.length; end >= HOURS_A_DAY; end -= HOURS_A_DAY) {
    const day = candles.slice(end - HOURS_A_DAY, end);
    const next = candles[end];
    const whole = isWhole(day) && (!next || isWhole([...day.slice(-1), next]));
    if (!whole) break;
    found.push(Math.sqrt(day.reduce((sum, candle) => sum + garmanKlass(candle), 0)));
  }
  return found;
}

function isWhole(candles: readonly CandleRow[]): boolean {
  const opens = candles.map((candle) => instantOf(candle.open_time));
  return opens.every((open, index) => index === 0 || open - (opens[index - 1] ?? 0) === HOUR_MS);
}

function garmanKlass({ open, high, low, close }: CandleRow): number {
  const range = Math.log(priceOf(high) / priceOf(low));
  const move = Math.log(priceOf(close) / priceOf(open));
  return Math.max(0, 0.5 * range ** 2 - (2 * Math.LN2 - 1) * move ** 2);
}
