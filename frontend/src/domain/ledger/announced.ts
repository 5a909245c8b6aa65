/** When the slots of each horizon began, as the ledger's first entries announce. */
import type { LedgerEntry } from "../../api/documents";
import { HORIZONS, type Horizon } from "../horizon";
import { HOUR_MS, type Instant, instantOf } from "../units";

interface Announcement {
  horizon: Horizon;
  hours_utc: number[];
  valid_from: string;
}

/** The first announced cutoff of a horizon; null where no entry of these announces it. */
export function firstAnnounced(entries: readonly LedgerEntry[], horizon: Horizon): Instant | null {
  for (const { kind, body } of entries) {
    if (kind !== "schedule") continue;
    const said = JSON.parse(body) as Announcement;
    if (said.horizon === horizon && HORIZONS.includes(said.horizon)) return firstCutoff(said);
  }
  return null;
}

function firstCutoff({ hours_utc, valid_from }: Announcement): Instant | null {
  const from = instantOf(valid_from);
  for (let cutoff = Math.ceil(from / HOUR_MS) * HOUR_MS, tried = 0; tried < 24; tried += 1) {
    if (hours_utc.includes(new Date(cutoff).getUTCHours())) return cutoff as Instant;
    cutoff += HOUR_MS;
  }
  return null;
}
