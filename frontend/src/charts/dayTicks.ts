/** Ticks on an axis of days to years, at midnights of UTC. */
import { DAY_MS, type Instant } from "../domain/units";
import { dayAndMonth } from "../lib/formatTime";
import type { TimeTick } from "./timeTicks";

const STEPS_D = [1, 2, 5, 7, 14, 28, 56, 91, 182, 365] as const;

/** Midnights in [from, until], evenly spaced, at most `most` of them; the last within a step. */
export function dayTicks(from: Instant, until: Instant, most: number): TimeTick[] {
  const days = (until - from) / DAY_MS;
  const step = (STEPS_D.find((one) => days / one <= most) ?? 365) * DAY_MS;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil(from / DAY_MS) * DAY_MS; at <= until; at += step) {
    ticks.push({ at: at as Instant, label: dayAndMonth(at as Instant) });
  }
  return ticks;
}
