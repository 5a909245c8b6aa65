/** What a model is, and how long it has learned, in words. */
import type { Models, ModelVersion, Promotion } from "../../api/documents";
import { type Instant, instantOf } from "../../domain/units";
import { count, counted } from "../../lib/formatNumber";
import { dayAndMonth } from "../../lib/formatTime";

const HOURS_A_YEAR = 24 * 365.25;
const HOURS_A_MONTH = HOURS_A_YEAR / 12;

interface Kind {
  name: string;
  explained: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  "two-stage-har": {
    name: "a HAR in two stages",
    explained:
      "A heterogeneous autoregression: a regression of the coming volatility on that of the last hours, days and weeks. A second stage decides how far to believe it. The spread is that of past surprises, scaled.",
  },
  "log-har": {
    name: "a plain HAR",
    explained:
      "A heterogeneous autoregression in one stage: a regression of the coming volatility on that of the last hours, days and weeks.",
  },
};

/** A model of which this page knows nothing keeps the name that the ledger has for it. */
export function kindOf(name: string): Kind {
  return KINDS[name] ?? { name: name.replaceAll("-", " "), explained: "" };
}

/** The version that speaks; undefined before the first was let in. */
export function championOf({ versions }: Models): ModelVersion | undefined {
  return versions.find(({ role }) => role === "champion");
}

/** "30,000 hours (3.4 years)". */
export function trainingText(hours: number): string {
  const years = hours / HOURS_A_YEAR;
  const inWords =
    years < 1
      ? `${Math.max(1, Math.round(hours / HOURS_A_MONTH))} months`
      : `${years.toFixed(1)} years`;
  return `${count(hours)} hours (${inWords})`;
}

/** "18 Jul 2025". */
export function day(instant: Instant): string {
  return `${dayAndMonth(instant)} ${new Date(instant).getUTCFullYear()}`;
}

/** The page in one sentence. */
export function modelsSentence(models: Models): string {
  const champion = championOf(models);
  if (champion === undefined) return "No model makes forecasts yet.";
  const waiting = models.versions.filter(({ role }) => role === "challenger").length;
  const beside =
    waiting === 0
      ? "no challenger waits"
      : `${counted(waiting, "challenger")} ${waiting === 1 ? "waits" : "wait"}`;
  return `Model ${champion.version} makes the forecasts, trained on what was known until ${day(instantOf(champion.trained_until))}; ${beside} beside it.`;
}

export interface LogLine {
  at: Instant;
  index: number;
  version: number;
  digest: string;
  text: string;
}

/** The promotion log, newest first, each with what it meant. */
export function logLines(promotions: readonly Promotion[]): LogLine[] {
  return [...promotions]
    .sort((one, other) => other.ledger_index - one.ledger_index)
    .map((one) => ({
      at: instantOf(one.recorded_at),
      index: one.ledger_index,
      version: one.version,
      digest: one.digest,
      text: roleText(one.role),
    }));
}

function roleText(role: string): string {
  if (role === "champion") return "makes the forecasts from here on";
  return role === "challenger" ? "waits as a challenger" : `became ${role}`;
}
