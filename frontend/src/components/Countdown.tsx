import type { Clock } from "../api/documents";
import { wallMsUntil } from "../domain/clock";
import { type Instant, SECOND_MS } from "../domain/units";
import { duration } from "../lib/formatTime";
import { useNow } from "../lib/useNow";

interface Props {
  clock: Clock;
  /** Wall time at which the clock was read, in milliseconds. */
  readAt: number;
  until: Instant;
}

/** "In 12 min.", in the time of the person waiting: a replayed hour may take seconds. */
export function Countdown({ clock, readAt, until }: Props) {
  const elapsed = Math.max(0, useNow(SECOND_MS) - readAt);
  const left = wallMsUntil(clock, until, elapsed);
  if (left === null) return null;
  const text = left < SECOND_MS ? "Any moment now." : `In ${duration(left)}.`;
  return <strong className="countdown">{text}</strong>;
}
