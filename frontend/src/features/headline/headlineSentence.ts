/** The forecast in one sentence. */
import type { Clock, Forecast, LatestForecasts } from "../../api/documents";
import { centralInterval } from "../../domain/interval";
import { LATE_AFTER_MS, overdueMs } from "../../domain/staleness";
import { type Instant, instantOf, priceOf, probabilityOf } from "../../domain/units";
import { percent } from "../../lib/formatNumber";
import { roundedInterval } from "../../lib/formatPrice";
import { weekdayTime } from "../../lib/formatTime";

export interface HeadlineSentence {
  subject: string;
  /** Rounded for reading. */
  low: string;
  high: string;
  /** Exactly as published. */
  publishedLow: string;
  publishedHigh: string;
  at: string;
  complement: string;
  direction: string;
  /** Why this forecast is not the current one; null while it is. */
  caveat: string | null;
}

/** When the page is read, on the jobs' clock. */
export interface Reading {
  now: Instant;
  state: Clock["state"];
}

/** The words for one forecast. */
export function headlineSentence(
  forecast: Forecast,
  latest: Pick<LatestForecasts, "mode" | "directional_edge">,
  reading: Reading,
): HeadlineSentence {
  const { record } = forecast;
  const { low, high } = centralInterval(record, 80);
  return {
    subject: latest.mode === "simulated" ? "the simulated price" : "Bitcoin",
    ...roundedInterval(priceOf(low.price), priceOf(high.price)),
    publishedLow: low.price,
    publishedHigh: high.price,
    at: weekdayTime(instantOf(record.slot.target)),
    complement: "1 in 10 that it ends above, 1 in 10 below.",
    direction: latest.directional_edge.includes(record.slot.horizon)
      ? `We give ${percent(probabilityOf(record.p_up))} to a price above the reference: a small edge, below the costs of trading.`
      : "No directional edge: take up and down as equally likely.",
    caveat: caveatOf(forecast, reading),
  };
}

/** The same in a browser tab: "$61,000–$64,000 · 24h · Candor". */
export function tabTitle(sentence: HeadlineSentence, horizon: string): string {
  return `${sentence.low}–${sentence.high} · ${horizon} · Candor`;
}

function caveatOf({ record: { slot } }: Forecast, { now, state }: Reading): string | null {
  // Hours go by faster than documents are published: an older forecast says nothing of the slots.
  if (state === "catching_up") return null;
  if (now >= instantOf(slot.target)) {
    return "The time it speaks of has passed, and no newer forecast has been issued.";
  }
  if (overdueMs({ slot }, now) > LATE_AFTER_MS) {
    return "This is the last forecast issued; the slots since then have none.";
  }
  return null;
}
