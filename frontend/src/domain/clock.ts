/** What the jobs' clock means for the person looking at the page. */
import type { Clock, StatusDocument } from "../api/documents";
import { HOUR_MS, type Instant, instantOf, later, SECOND_MS } from "./units";

const POLL_MIN_MS = SECOND_MS;
const POLL_MAX_MS = 60 * SECOND_MS;
const POLL_WHILE_BUSY_MS = 2 * SECOND_MS;
/** Issuing takes a moment after the cutoff. */
const ISSUE_GRACE_MS = 5 * SECOND_MS;
/** A slot whose cutoff has passed is issued, or missed, any moment. */
const POLL_WHILE_DUE_MS = 15 * SECOND_MS;

/** Wall milliseconds in which one hour of the jobs' clock passes. */
function wallMsPerHour(clock: Clock): number {
  return clock.state === "live" ? HOUR_MS : clock.seconds_per_hour * SECOND_MS;
}

/**
 * The jobs' now, `elapsedMs` of wall time after the clock was read.
 *
 * Only the live clock is carried forward: a replay moves by whole hours, when it is told to.
 */
export function nowOn(clock: Clock, elapsedMs: number): Instant {
  const read = instantOf(clock.now);
  return clock.state === "live" ? later(read, elapsedMs) : read;
}

/** Age of the newest candle on the jobs' clock; null before there is one. */
export function dataAgeMs(status: StatusDocument, elapsedMs: number): number | null {
  if (status.data_as_of === null) return null;
  return Math.max(0, nowOn(status.clock, elapsedMs) - instantOf(status.data_as_of));
}

/** Wall milliseconds until the jobs' clock shows `instant`, below 0 since; null when it never will. */
export function wallMsUntil(clock: Clock, instant: Instant, elapsedMs: number): number | null {
  if (clock.state === "ended" || clock.state === "preparing") return null;
  const hours = (instant - instantOf(clock.now)) / HOUR_MS;
  return hours * wallMsPerHour(clock) - elapsedMs;
}

export interface CatchUp {
  done: number;
  total: number;
  percent: number;
}

/** Hours replayed of those to catch up with; null when the clock has no such span. */
export function catchUp(clock: Clock): CatchUp | null {
  if (clock.starts_at === null || clock.caught_up_at === null) return null;
  const start = instantOf(clock.starts_at);
  const total = Math.round((instantOf(clock.caught_up_at) - start) / HOUR_MS);
  if (total <= 0) return null;
  const done = Math.min(total, Math.max(0, Math.round((instantOf(clock.now) - start) / HOUR_MS)));
  return { done, total, percent: Math.floor((100 * done) / total) };
}

/** Whether a replay or simulation still reads its candles and fits its model. */
export function isPreparing({ mode, clock }: StatusDocument): boolean {
  // Before its clock is set, a replay shows the server's.
  return clock.state === "preparing" || (clock.state === "live" && mode !== "live");
}

/** Wall milliseconds to wait before asking again: as often as there can be news. */
export function pollEveryMs(status: StatusDocument | undefined): number {
  if (!status || isPreparing(status)) return POLL_WHILE_BUSY_MS;
  const { clock } = status;
  switch (clock.state) {
    case "preparing":
    case "catching_up":
      return POLL_WHILE_BUSY_MS;
    case "ended":
      return POLL_MAX_MS;
    case "running":
      return Math.min(POLL_MAX_MS, Math.max(POLL_MIN_MS, wallMsPerHour(clock)));
    case "live":
      return pollLiveMs(status);
  }
}

function pollLiveMs({ clock, next_slots }: StatusDocument): number {
  const now = instantOf(clock.now);
  const waits = next_slots.map((slot) => {
    const wait = instantOf(slot.cutoff) - now;
    if (wait > 0) return wait + ISSUE_GRACE_MS;
    return instantOf(slot.deadline) > now ? POLL_WHILE_DUE_MS : POLL_MAX_MS;
  });
  return Math.min(POLL_MAX_MS, ...waits);
}
