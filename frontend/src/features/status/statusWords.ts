/** What the status page says: pure, so that every sentence can be read in a test. */
import type { Budget, Component, Incident, Operation, StatusDocument } from "../../api/documents";
import { paceName } from "../../components/modeWords";
import { dataAgeMs } from "../../domain/clock";
import { instantOf, MINUTE_MS } from "../../domain/units";
import { count, percent } from "../../lib/formatNumber";
import { clockTime, dayAndMonth, duration, fullTime, shortTime } from "../../lib/formatTime";
import { percentNumeral } from "../../lib/numerals";

export type State = Component["state"];

const STATE_WORDS: Readonly<Record<State, string>> = {
  ok: "works",
  degraded: "not quite well",
  failing: "failing",
  down: "down",
  unknown: "not known",
};

/** Said in the place of what lies in the cache, which is not the same as that there is nothing. */
export const UNREADABLE = "Cannot be read now: the cache does not answer.";

export const stateWord = (state: State): string => STATE_WORDS[state];

/** "database" → "Database". */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "12 min ago"; never before now, however wrong the reader's clock. */
export function ago(text: string, nowMs: number): string {
  const age = nowMs - instantOf(text);
  return age < 1000 ? "just now" : `${duration(age)} ago`;
}

const PROMISES: Readonly<Record<string, string>> = {
  reads: "Answers come without an error",
  latency: "Answers come within 0.2 s",
  page: "The page shows within 3 s",
  forecasts: "Forecasts are issued before their deadline",
  ingest: "Candles are here within 24 hours",
  releases: "Releases succeed and stay",
};

/** A promise in words; an unknown one by its name. */
export const promiseOf = ({ slo }: Budget): string => PROMISES[slo] ?? capitalised(slo);

/** "99.95% of the last 30 days; promised: 99.9%". */
export function measuredText({ measured, objective, window }: Budget): string {
  const promised = `promised: ${trimmed(objective)}`;
  const days = window.replace(/d$/, " days");
  if (measured === null) return `nothing measured yet; ${promised}`;
  return `${kept(measured, objective)} over ${days}; ${promised}`;
}

/** What is left of an error budget, in words. */
export function remainingText({ remaining }: Budget): string {
  if (remaining === null) return "no figure yet";
  if (remaining <= -1) return `spent ${Math.floor(1 - remaining)} times over`;
  if (remaining < 0) return `spent, and ${percent(-remaining, 0)} of it again`;
  return `${percentNumeral(Math.floor(100 * remaining + 1e-6), 0)} of the error budget left`;
}

/** A share with the places that its promise needs, never rounded up to it. */
function kept(share: number, objective: number): string {
  const places = share < objective ? 3 : 2;
  const steps = 100 * 10 ** places;
  return percentNumeral(Math.floor(share * steps + 1e-6) / 10 ** places, places);
}

/** 0.999 → "99.9%". */
function trimmed(share: number): string {
  return percentNumeral(100 * share, 3, 0);
}

/** "18 Jul, 14:00 to 14:20 UTC (20 min)", with the day again where it is another. */
export function incidentTime({ started_at, ended_at }: Incident, nowMs: number): string {
  const start = instantOf(started_at);
  if (ended_at === null) return `since ${shortTime(start)} UTC (${duration(nowMs - start)})`;
  const end = instantOf(ended_at);
  const until = dayAndMonth(start) === dayAndMonth(end) ? clockTime(end) : shortTime(end);
  return `${shortTime(start)} to ${until} UTC (${duration(end - start)})`;
}

/** Who looks from outside, and when it last told what it saw. */
export function watchText({ watch }: Operation, nowMs: number): string {
  const at = watch.reported_at;
  switch (watch.state) {
    case "watched":
      return `Watched from outside; the last report came ${ago(at ?? "", nowMs)}.`;
    case "late":
      return `Not watched: the watcher has been silent since ${fullTime(instantOf(at ?? ""))}. What it says of now is not used.`;
    case "unreadable":
      return `Not known: ${watch.detail}.`;
    case "never":
      return "Not watched: no watcher has ever reported here. Without one there are no incidents, no uptime and no budgets.";
  }
}

/** By which clock the figures of the world are told, and how fast it goes. */
export function clockText(status: StatusDocument): string {
  const { mode, clock } = status;
  if (mode === "live") return "By the server's clock, as everything on this page.";
  const kind = mode === "replay" ? "replay" : "simulation";
  const pace = paceName(status);
  const passes = pace === null ? "" : ` and passes an hour every ${pace}`;
  return `By the ${kind}'s own clock, which shows ${fullTime(instantOf(clock.now))}${passes}. All else on this page is by the wall clock.`;
}

/** "17 Jul 2025, 12:00 UTC (20 min old)". */
export function dataText(status: StatusDocument, elapsedMs: number): string {
  const age = dataAgeMs(status, elapsedMs);
  if (status.data_as_of === null || age === null) return "no candle yet";
  const at = fullTime(instantOf(status.data_as_of));
  return age < MINUTE_MS ? at : `${at} (${duration(age)} old)`;
}

/** The newest signed size, and whether the ledger still begins with it. */
export function checkpointText({ checkpoint }: StatusDocument): string {
  if (!checkpoint) return "none is signed yet";
  const what = `${count(checkpoint.size)} entries, ${fullTime(instantOf(checkpoint.signed_at))}`;
  return checkpoint.holds ? what : `${what}: the ledger is NOT what was signed`;
}
