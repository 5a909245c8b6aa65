/** What is said while newer documents cannot be had: pure. */
import { DAY_MS, type Instant, MINUTE_MS } from "../domain/units";
import { clockTimeToTheSecond, duration, fullTime } from "../lib/formatTime";

/** A failure to read documents anew. */
export interface Outage {
  /** Of when the oldest of those shown is: of this visit, or of an earlier one. */
  since: Instant;
  /** Whether other documents can still be read. */
  isPartial: boolean;
}

/** The sentence, `now` in wall time. */
export function outageText({ since, isPartial }: Outage, now: number, isOnline: boolean): string {
  const age = now - since;
  const at = age < DAY_MS / 2 ? `${clockTimeToTheSecond(since)} UTC` : fullTime(since);
  const when = age < MINUTE_MS ? at : `${at} (${duration(age)} ago)`;
  if (!isOnline) {
    return `You are offline: this is the last that was read, at ${when}. It is read anew once you are back.`;
  }
  return isPartial
    ? `Parts of this page cannot be read anew just now; the oldest is of ${when}. Trying again.`
    : `The API cannot be reached; this is the last that it said, at ${when}. Trying again.`;
}
