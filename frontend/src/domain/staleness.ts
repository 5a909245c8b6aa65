/** How far a forecast on screen is behind, on the jobs' clock. */
import type { Clock, ForecastRecord } from "../api/documents";
import { HORIZON_FACTS } from "./horizon";
import { DAY_MS, HOUR_MS, type Instant, instantOf, MINUTE_MS } from "./units";

/** Current; late enough to say so; too old to rely on; no longer a forecast of what comes. */
export type Staleness = "current" | "late" | "old" | "gone";

export const LATE_AFTER_MS = 90 * MINUTE_MS;
const OLD_AFTER_MS = 3 * HOUR_MS;
const GONE_AFTER_MS = DAY_MS;

/** By how long the slot after this one is overdue: below zero while it is not. */
export function overdueMs({ slot }: Pick<ForecastRecord, "slot">, now: Instant): number {
  return now - instantOf(slot.cutoff) - HORIZON_FACTS[slot.horizon].cadenceHours * HOUR_MS;
}

/** How far a forecast is behind, by its next slot or by the newest candle, whichever is later. */
export function stalenessOf(
  record: Pick<ForecastRecord, "slot">,
  dataAsOf: string | null,
  now: Instant,
  state: Clock["state"],
): Staleness {
  // Hours go by faster than documents are published: an older forecast says nothing of the slots.
  if (state === "catching_up") return "current";
  const candleAge = dataAsOf === null ? 0 : now - instantOf(dataAsOf);
  const behind = Math.max(overdueMs(record, now), candleAge);
  if (behind > GONE_AFTER_MS) return "gone";
  if (behind > OLD_AFTER_MS) return "old";
  return behind > LATE_AFTER_MS ? "late" : "current";
}
