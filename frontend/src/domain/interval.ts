/** Quantiles and central intervals of a published forecast, to the published digit. */
import type { ForecastRecord } from "../api/documents";

export type Percent = 50 | 80 | 90 | 95;
export type Quantile = ForecastRecord["quantiles"][number];

export interface Interval {
  percent: Percent;
  low: Quantile;
  high: Quantile;
}

const LEVEL_TOLERANCE = 1e-9;

/** The published quantile of this level; RangeError when it was not published. */
export function quantileAt(record: ForecastRecord, level: number): Quantile {
  const found = record.quantiles.find(
    (quantile) => Math.abs(Number(quantile.level) - level) < LEVEL_TOLERANCE,
  );
  if (!found) throw new RangeError(`the forecast has no quantile at ${level}`);
  return found;
}

/** The interval that leaves equal chances above and below. */
export function centralInterval(record: ForecastRecord, percent: Percent): Interval {
  const tail = (100 - percent) / 200;
  return { percent, low: quantileAt(record, tail), high: quantileAt(record, 1 - tail) };
}
