/** What the banner says of mode, clock and data: pure, so that every state can be read in a test. */
import type { StatusDocument } from "../../api/documents";
import { type CatchUp, catchUp, dataAgeMs, isPreparing } from "../../domain/clock";
import { troublesOf } from "../../domain/health";
import { LATE_AFTER_MS } from "../../domain/staleness";
import { HOUR_MS, instantOf, SECOND_MS } from "../../domain/units";
import { awaitedVenues, isVenue } from "../../domain/venues";
import { count } from "../../lib/formatNumber";
import { duration, fullTime } from "../../lib/formatTime";

export interface BannerText {
  /** What kind of data this is; the first thing to know. */
  label: string;
  facts: string[];
  progress: CatchUp | null;
  /** What makes the data older or less sure than they should be. */
  warnings: string[];
}

const LABELS = {
  live: "Live",
  replay: "Replay of real candles",
  simulated: "Simulated market, not Bitcoin",
} as const;

/** The banner's words, `elapsedMs` of wall time after the status was read. */
export function bannerText(status: StatusDocument, elapsedMs: number): BannerText {
  const age = dataAgeMs(status, elapsedMs);
  const { clock } = status;
  const progress = clock.state === "catching_up" ? catchUp(clock) : null;
  return {
    label: LABELS[status.mode],
    facts: [stateFact(status, progress), dataFact(status, age), paceFact(status)]
      .filter((fact) => fact !== null)
      .concat(`source: ${sourceName(status.source)}`),
    progress,
    warnings: [staleWarning(age), healthWarning(status), ...lostParts(status)].filter(
      (warning) => warning !== null,
    ),
  };
}

function staleWarning(age: number | null): string | null {
  if (age === null || age <= LATE_AFTER_MS) return null;
  return `The newest candle is ${duration(age)} old: what you read here is behind the market.`;
}

/** Said only where the health is degraded for it: a venue or two less harms nobody. */
function healthWarning(status: StatusDocument): string | null {
  const awaited = awaitedVenues(status);
  if (awaited.length > 0) return `No candle yet: ${awaited.join(", ")} did not answer.`;
  const [reason] = troublesOf(status);
  if (status.data_as_of === null || reason === undefined) return null;
  return `Not all is well: ${reason}.`;
}

function lostParts({ dependencies }: StatusDocument): string[] {
  return dependencies
    .filter((part) => !(part.ok || isVenue(part)))
    .map((part) => `The ${part.name} ${part.detail}.`);
}

function stateFact(status: StatusDocument, progress: CatchUp | null): string | null {
  if (isPreparing(status)) {
    return `preparing: reading candles (${count(status.candles)} so far), then fitting the model`;
  }
  switch (status.clock.state) {
    case "catching_up":
      return progress
        ? `catching up, ${count(progress.done)} of ${count(progress.total)} hours`
        : "catching up";
    case "ended":
      return status.mode === "replay"
        ? "the replay has reached the end of its file"
        : "the simulation has reached its end";
    default:
      return null;
  }
}

function dataFact(status: StatusDocument, age: number | null): string | null {
  if (status.data_as_of === null) return null;
  const fact = `data as of ${fullTime(instantOf(status.data_as_of))}`;
  const worthSaying = age !== null && (status.mode === "live" || age >= HOUR_MS);
  return worthSaying ? `${fact} (${duration(age)} old)` : fact;
}

function paceFact({ clock }: StatusDocument): string | null {
  if (clock.state !== "running") return null;
  return `one hour passes every ${pace(clock.seconds_per_hour)}`;
}

/** "5 s"; below a second to a tenth: "0.2 s". */
function pace(seconds: number): string {
  if (seconds >= 1) return duration(seconds * SECOND_MS);
  return seconds < 0.1 ? "less than 0.1 s" : `${Number(seconds.toFixed(1))} s`;
}

/** The source in words: "history:f1ce" names a file by its digest, "simulated:seed-1" a seed. */
function sourceName(source: string): string {
  return source.replace(/^history:/, "history file ").replace(/^simulated:seed-/, "seed ");
}
