import type { Clock } from "../api/documents";
import { wallMsUntil } from "../domain/clock";
import { type Instant, MINUTE_MS, SECOND_MS } from "../domain/units";
import { duration } from "../lib/formatTime";
import { useNow } from "../lib/useNow";

interface Props {
  clock: Clock;
  /** Wall time at which the clock was read, in milliseconds. */
  readAt: number;
  until: Instant;
}

/** "In 12 min.", then "Due 12 min ago.", in the time of who waits: a replayed hour may take seconds. */
export function Countdown({ clock, readAt, until }: Props) {
  const elapsed = Math.max(0, useNow(SECOND_MS) - readAt);
  const left = wallMsUntil(clock, until, elapsed);
  if (left === null) return null;
  return <strong className="countdown">{countdownText(left)}</strong>;
}

function countdownText(left: number): string {
  if (left >= SECOND_MS) return `In ${duration(left)}.`;
  // An API that cannot be read does not bring it either.
  return left > -MINUTE_MS ? "Any moment now." : `Due ${duration(-left)} ago.`;
}
