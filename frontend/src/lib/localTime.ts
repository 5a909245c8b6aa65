/** Times where the reader is, beside those in UTC. */
import type { Instant } from "../domain/units";

/** "Fri 18 Jul, 02:00 NZST", as the reader's locale writes it; null where that is UTC anyway. */
export function localTime(instant: Instant, timeZone?: string, locale?: string): string | null {
  const at = new Date(instant);
  if (isAsInUtc(at, timeZone)) return null;
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(at);
}

function isAsInUtc(at: Date, timeZone: string | undefined): boolean {
  if (timeZone === undefined) return at.getTimezoneOffset() === 0;
  const wallTime = (zone: string) => at.toLocaleString("en-US", { timeZone: zone });
  return wallTime(timeZone) === wallTime("UTC");
}
