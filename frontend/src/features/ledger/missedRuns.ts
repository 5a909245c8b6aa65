/** Missed slots in runs: an outage is one line, however many slots it took. */
import type { ForecastRow } from "../../api/documents";
import type { Horizon } from "../../domain/horizon";
import { HOUR_MS, type Instant, instantOf } from "../../domain/units";

export interface MissedRun {
  from: Instant;
  until: Instant;
  reason: string;
  slots: number;
  horizons: Horizon[];
  /** The first of them, for a link. */
  id: string;
}

/** Runs of slots at neighbouring hours with one reason, newest first. */
export function missedRuns(rows: readonly ForecastRow[]): MissedRun[] {
  const open = new Map<string, MissedRun>();
  const runs: MissedRun[] = [];
  const sorted = rows
    .map((row) => ({ row, at: instantOf(row.cutoff) }))
    .sort((one, other) => one.at - other.at);
  for (const { row, at } of sorted) {
    const reason = row.missed_reason ?? "no reason given";
    const run = open.get(reason);
    if (run && at - run.until <= HOUR_MS) {
      run.until = at;
      run.slots += 1;
      if (!run.horizons.includes(row.horizon)) run.horizons.push(row.horizon);
    } else {
      const begun = { from: at, until: at, reason, slots: 1, horizons: [row.horizon], id: row.id };
      open.set(reason, begun);
      runs.push(begun);
    }
  }
  return runs.sort((one, other) => other.until - one.until);
}
