/** What the banner says of mode, clock and data: pure, so that every state can be read in a test. */
import type { StatusDocument } from "../../api/documents";
import { MODE_LABELS, paceName, sourceName } from "../../components/modeWords";
import { type CatchUp, catchUp, dataAgeMs, isPreparing } from "../../domain/clock";
import { troublesOf } from "../../domain/health";
import { LATE_AFTER_MS } from "../../domain/staleness";
import { HOUR_MS, instantOf } from "../../domain/units";
import { awaitedVenues, isVenue } from "../../domain/venues";
import { count } from "../../lib/formatNumber";
import { duration, fullTime } from "../../lib/formatTime";

export interface BannerText {
  /** What kind of data this is; the first thing to know. */
  label: string;
  facts: string[];
  /** What narrow screens leave to the status page: how fast, and from where. */
  asides: string[];
  progress: CatchUp | null;
  /** What makes the data older or less sure than they should be. */
  warnings: string[];
}

/** The banner's words, `elapsedMs` of wall time after the status was read. */
export function bannerText(status: StatusDocument, elapsedMs: number): BannerText {
  const age = dataAgeMs(status, elapsedMs);
  const { clock } = status;
  const progress = clock.state === "catching_up" ? catchUp(clock) : null;
  return {
    label: MODE_LABELS[status.mode],
    facts: [stateFact(status, progress), dataFact(status, age)].filter((fact) => fact !== null),
    asides: [paceFact(status), `source: ${sourceName(status.source)}`].filter(
      (fact) => fact !== null,
    ),
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
  // Past ninety minutes a warning says it.
  const worthSaying =
    age !== null && age <= LATE_AFTER_MS && (status.mode === "live" || age >= HOUR_MS);
  return worthSaying ? `${fact} (${duration(age)} old)` : fact;
}

function paceFact(status: StatusDocument): string | null {
  const pace = paceName(status);
  return pace === null ? null : `one hour passes every ${pace}`;
}
