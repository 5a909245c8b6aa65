/** Ticks on a time axis, at round hours and days of UTC. */
import { DAY_MS, HOUR_MS, type Instant } from "../domain/units";
import { clockTime, dayAndMonth } from "../lib/formatTime";

const STEPS_H = [1, 2, 3, 6, 12, 24, 48, 72, 168] as const;
/** 1970-01-01 was a Thursday; weekly ticks stand on Mondays. */
const MONDAY_OFFSET_MS = 4 * DAY_MS;

export interface TimeTick {
  at: Instant;
  label: string;
}

/** Round times in [from, until], the closest spacing that gives at most `most`. */
export function timeTicks(from: Instant, until: Instant, most: number): TimeTick[] {
  const stepHours = STEPS_H.find((hours) => (until - from) / (hours * HOUR_MS) <= most) ?? 168;
  const step = stepHours * HOUR_MS;
  const offset = stepHours === 168 ? MONDAY_OFFSET_MS : 0;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= until; at += step) {
    const instant = at as Instant;
    ticks.push({
      at: instant,
      label: at % DAY_MS === 0 ? dayAndMonth(instant) : clockTime(instant),
    });
  }
  return ticks;
}
