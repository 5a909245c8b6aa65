/** What a strip of days shows: pure, so that every kind of day can be read in a test. */

import { DAY_MS, type Instant, instantOf, later } from "../../domain/units";
import { dayAndMonth, duration } from "../../lib/formatTime";
import { percentNumeral } from "../../lib/numerals";

/** Each kind has its own shape, so that none is told by its colour alone. */
export type DayKind = "up" | "partly" | "mostly-down" | "unknown";

export interface Day {
  at: Instant;
  up: number | null;
  kind: DayKind;
}

/** Below this share of a day the loss is shown; a few seconds of a probe's bad luck are not. */
const UP_MIN = 0.9995;
const PARTLY_MIN = 0.5;

/** The days of a row, oldest first. */
export function daysOf(firstDay: string, shares: readonly (number | null)[]): Day[] {
  const first = instantOf(`${firstDay}T00:00:00Z`);
  return shares.map((up, index) => ({ at: later(first, index * DAY_MS), up, kind: kindOf(up) }));
}

function kindOf(up: number | null): DayKind {
  if (up === null) return "unknown";
  if (up >= UP_MIN) return "up";
  return up >= PARTLY_MIN ? "partly" : "mostly-down";
}

/** 0.99987 → "99.98%": never rounded up, and 100% only when all of it was up. */
export function shareText(share: number): string {
  if (share >= 1) return percentNumeral(100, 0);
  return percentNumeral(Math.floor(share * 10_000 + 1e-6) / 100, 2);
}

/** "12 Nov: up 99.30%, 10 min lost". */
export function dayText({ at, up }: Day): string {
  if (up === null) return `${dayAndMonth(at)}: not watched`;
  const lost = (1 - up) * DAY_MS;
  const losing = lost >= 1000 ? `, ${duration(lost)} lost` : "";
  return `${dayAndMonth(at)}: up ${shareText(up)}${losing}`;
}

/** The row in one sentence. */
export function rowText(share: number | null, daysKnown: number, days: number): string {
  if (share === null) return `not watched on any of ${days} days`;
  const known = daysKnown === days ? `${days} days` : `the ${daysKnown} of ${days} days watched`;
  return `up ${shareText(share)} of ${known}`;
}
