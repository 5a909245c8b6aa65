/** Times in UTC, the same in every browser. */
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from "../domain/units";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
// biome-ignore format: one year on one line
const MONTHS = [
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
] as const;

/** "14:00". */
export function clockTime(instant: Instant): string {
  return new Date(instant).toISOString().slice(11, 16);
}

/** "14:00:05". */
export function clockTimeToTheSecond(instant: Instant): string {
  return new Date(instant).toISOString().slice(11, 19);
}

/** "18 Jul". */
export function dayAndMonth(instant: Instant): string {
  const date = new Date(instant);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** "18 Jul, 14:00". */
export function shortTime(instant: Instant): string {
  return `${dayAndMonth(instant)}, ${clockTime(instant)}`;
}

/** "Fri 18 Jul, 14:00 UTC". */
export function weekdayTime(instant: Instant): string {
  return `${WEEKDAYS[new Date(instant).getUTCDay()]} ${shortTime(instant)} UTC`;
}

/** "18 Jul 2025, 14:00 UTC". */
export function fullTime(instant: Instant): string {
  const year = new Date(instant).getUTCFullYear();
  return `${dayAndMonth(instant)} ${year}, ${clockTime(instant)} UTC`;
}

/** "45 s", "12 min", "3 h 20 min", "2 d 5 h": the two largest units that matter. */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / SECOND_MS) * SECOND_MS);
  if (whole < MINUTE_MS) return `${whole / SECOND_MS} s`;
  if (whole < HOUR_MS) return `${Math.floor(whole / MINUTE_MS)} min`;
  if (whole < DAY_MS) return pair(whole, HOUR_MS, "h", MINUTE_MS, "min");
  return pair(whole, DAY_MS, "d", HOUR_MS, "h");
}

function pair(ms: number, large: number, name: string, small: number, smallName: string): string {
  const first = `${Math.floor(ms / large)} ${name}`;
  const rest = Math.floor((ms % large) / small);
  return rest === 0 ? first : `${first} ${rest} ${smallName}`;
}
