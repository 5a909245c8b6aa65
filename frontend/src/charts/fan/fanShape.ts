/** The fan between cutoff and target; only its end, at the target, is forecast. */
import type { ForecastRecord } from "../../api/documents";
import { centralInterval, type Percent, type Quantile, quantileAt } from "../../domain/interval";
import type { PreviousForecast } from "../../domain/previous";
import {
  type Instant,
  instantOf,
  type LogReturn,
  later,
  logReturnOf,
  type Price,
  priceAfter,
  priceOf,
} from "../../domain/units";

/** Widest first, so that the narrower ones are drawn on top. */
export const FAN_PERCENTS: readonly Percent[] = [95, 80, 50];
const STEPS = 32;

export interface FanBand {
  percent: Percent;
  points: { at: Instant; low: Price; high: Price }[];
}

export interface FanShape {
  cutoff: Instant;
  target: Instant;
  reference: Price;
  bands: FanBand[];
  median: { at: Instant; price: Price }[];
}

/**
 * The bands and median of a forecast as curves in time.
 *
 * The median moves evenly from the reference price to its published value; the distance of every
 * other quantile from it grows with the square root of time, as that of a random walk does. At
 * the target every curve stands exactly on its published price.
 */
export function fanShape(record: ForecastRecord): FanShape {
  const cutoff = instantOf(record.slot.cutoff);
  const target = instantOf(record.slot.target);
  const reference = priceOf(record.reference_price);
  const median = quantileAt(record, 0.5);
  const middle = logReturnOf(median.log_return);
  const fractions = Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS);
  const at = (fraction: number) => later(cutoff, fraction * (target - cutoff));
  const price = (quantile: Quantile, fraction: number) =>
    fraction === 1
      ? priceOf(quantile.price)
      : priceAfter(reference, between(middle, logReturnOf(quantile.log_return), fraction));
  return {
    cutoff,
    target,
    reference,
    bands: FAN_PERCENTS.map((percent) => {
      const { low, high } = centralInterval(record, percent);
      return {
        percent,
        points: fractions.map((fraction) => ({
          at: at(fraction),
          low: price(low, fraction),
          high: price(high, fraction),
        })),
      };
    }),
    median: fractions.map((fraction) => ({ at: at(fraction), price: price(median, fraction) })),
  };
}

/** The 80 % band of an earlier forecast, shaped as that of the newest. */
export function previousBand(previous: PreviousForecast): FanBand {
  const { cutoff, target, reference, low, median, high } = previous;
  const change = (price: Price) => Math.log(price / reference) as LogReturn;
  const price = (end: Price, fraction: number) =>
    priceAfter(reference, between(change(median), change(end), fraction));
  return {
    percent: 80,
    points: Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS).map((fraction) => ({
      at: later(cutoff, fraction * (target - cutoff)),
      low: price(low, fraction),
      high: price(high, fraction),
    })),
  };
}

function between(middle: LogReturn, end: LogReturn, fraction: number): LogReturn {
  return (middle * fraction + (end - middle) * Math.sqrt(fraction)) as LogReturn;
}
