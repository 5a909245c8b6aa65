/** Which past forecasts the page shows, and what it says of each. */
import type { ForecastRow } from "../../api/documents";
import { type Instant, instantOf, type Price, priceOf } from "../../domain/units";

export const ROWS_SHOWN_MAX = 12;

export interface ScoredRow {
  kind: "scored";
  id: string;
  target: Instant;
  low: Price;
  median: Price;
  high: Price;
  outcome: Price;
  inside: boolean;
}

export interface MissedRow {
  kind: "missed";
  id: string;
  target: Instant;
  reason: string;
}

export interface RecentForecasts {
  /** Newest first. */
  resolved: (ScoredRow | MissedRow)[];
  /** Those whose outcome will come. */
  pending: number;
  /** Those whose outcome lies beyond the end of the history: it will never be known. */
  beyondEnd: number;
  /** When the next outcome comes; null when none is awaited. */
  nextOutcome: Instant | null;
}

/**
 * Splits slots into those with an outcome (or missed) and those that await one.
 *
 * `historyEnd` is the last instant of the history that is replayed; null when there is no end.
 */
export function recentForecasts(
  rows: readonly ForecastRow[],
  historyEnd: Instant | null,
): RecentForecasts {
  const targets = rows
    .filter((row) => row.status === "pending")
    .map((row) => instantOf(row.target));
  const pending = targets.filter((target) => historyEnd === null || target <= historyEnd);
  return {
    resolved: rows.flatMap((row) => resolvedRow(row) ?? []).slice(0, ROWS_SHOWN_MAX),
    pending: pending.length,
    beyondEnd: targets.length - pending.length,
    nextOutcome: pending.length === 0 ? null : (Math.min(...pending) as Instant),
  };
}

function resolvedRow(row: ForecastRow): ScoredRow | MissedRow | null {
  const target = instantOf(row.target);
  if (row.status === "missed") {
    return { kind: "missed", id: row.id, target, reason: row.missed_reason ?? "no reason given" };
  }
  const { q10_price, q50_price, q90_price, outcome_price, covered_80 } = row;
  if (q10_price === null || q50_price === null || q90_price === null) return null;
  if (outcome_price === null || covered_80 === null) return null;
  return {
    kind: "scored",
    id: row.id,
    target,
    low: priceOf(q10_price),
    median: priceOf(q50_price),
    high: priceOf(q90_price),
    outcome: priceOf(outcome_price),
    inside: covered_80,
  };
}
