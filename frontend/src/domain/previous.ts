/** The forecast whose time has just come: what was said of now. */
import type { ForecastRecord, ForecastRow } from "../api/documents";
import { type Instant, instantOf, type Price, priceOf } from "./units";

export interface PreviousForecast {
  cutoff: Instant;
  target: Instant;
  reference: Price;
  /** The ends of its 80 % interval, and its median. */
  low: Price;
  median: Price;
  high: Price;
  /** Whether its outcome lay inside; null before it is scored. */
  held: boolean | null;
}

/** The forecast that ended where this one begins; null where none was issued, or it is not known. */
export function previousForecast(
  rows: readonly ForecastRow[],
  { slot }: ForecastRecord,
): PreviousForecast | null {
  const begins = instantOf(slot.cutoff);
  const row = rows.find((one) => one.horizon === slot.horizon && instantOf(one.target) === begins);
  if (!row?.reference_price || !row.q10_price || !row.q50_price || !row.q90_price) return null;
  return {
    cutoff: instantOf(row.cutoff),
    target: begins,
    reference: priceOf(row.reference_price),
    low: priceOf(row.q10_price),
    median: priceOf(row.q50_price),
    high: priceOf(row.q90_price),
    held: row.covered_80,
  };
}
