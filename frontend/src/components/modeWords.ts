/** What kind of data a world has, where they are from and how fast its hours pass, in words. */
import type { StatusDocument } from "../api/documents";
import { SECOND_MS } from "../domain/units";
import { duration } from "../lib/formatTime";

export const MODE_LABELS = {
  live: "Live",
  replay: "Replay of past prices, not live",
  simulated: "Simulated market, not Bitcoin",
} as const;

/** Wall time of an hour: "5 s"; below a second to a tenth: "0.2 s". Null for a clock that rests. */
export function paceName({ clock }: StatusDocument): string | null {
  if (clock.state !== "running") return null;
  const seconds = clock.seconds_per_hour;
  if (seconds >= 1) return duration(seconds * SECOND_MS);
  return seconds < 0.1 ? "less than 0.1 s" : `${Number(seconds.toFixed(1))} s`;
}

/** The source in words: "history:f1ce" names a file by its digest, "simulated:seed-1" a seed. */
export function sourceName(source: string): string {
  return source.replace(/^history:/, "history file ").replace(/^simulated:seed-/, "seed ");
}
