/** Plain words for coverage and score, never stronger than the count behind them allows. */
import type { HorizonScores } from "../../api/documents";
import { independentCount } from "../../domain/horizon";
import type { Percent } from "../../domain/interval";
import { probabilityOf } from "../../domain/units";
import { count, percent } from "../../lib/formatNumber";

/** Below this many outcomes that do not overlap, chance explains anything. */
export const INDEPENDENT_MIN = 10;
/** Differences of a few percent in the loss are within chance below this many. */
export const SKILL_INDEPENDENT_MIN = 100;
/** Deviations further than this many standard errors are called what they are. */
const STANDARD_ERRORS = 2;
/** Differences below half a percent are called none. */
const NO_DIFFERENCE = 0.005;

const BASELINE_NAMES: Readonly<Record<string, string>> = {
  unconditional: "the spread of all past moves",
  "rolling-365d": "the spread of the last year's moves",
  ewma: "a moving average of recent volatility (EWMA)",
  "garch-t": "the textbook volatility model (GARCH)",
};

/** Scores by baseline, always in the same order, whatever that of the document. */
export function inOrder<T>(byBaseline: Readonly<Record<string, T>>): [string, T][] {
  const known = Object.keys(BASELINE_NAMES);
  const rank = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return Object.entries(byBaseline).sort(
    ([one], [other]) => rank(one) - rank(other) || one.localeCompare(other),
  );
}

/** The name people know a baseline by. */
export function baselineName(baseline: string): string {
  return BASELINE_NAMES[baseline] ?? baseline.replaceAll("_", " ");
}

/** "so far, n = 1,390 (about 57 that do not overlap)". */
export function soFar(scores: HorizonScores): string {
  const independent = independentCount(scores.scored, scores.horizon);
  const overlap =
    independent < scores.scored ? ` (about ${count(independent)} that do not overlap)` : "";
  return `so far, n = ${count(scores.scored)}${overlap}`;
}

/** Whether chance alone could explain any coverage so far. */
export function isTooFew(scores: HorizonScores): boolean {
  return independentCount(scores.scored, scores.horizon) < INDEPENDENT_MIN;
}

/** Whether chance alone could explain a difference in the loss so far. */
export function isTooFewForSkill(scores: HorizonScores): boolean {
  return independentCount(scores.scored, scores.horizon) < SKILL_INDEPENDENT_MIN;
}

/** Whether an interval held as often as promised, judged on outcomes that do not overlap. */
export function coverageVerdict(scores: HorizonScores, interval: Percent): string | null {
  const text = scores.coverage?.[String(interval)];
  if (text === undefined) return null;
  const observed = probabilityOf(text);
  const said = `The ${interval}% intervals held ${percent(observed)} of the outcomes`;
  if (isTooFew(scores)) return `${said}: too few yet to judge.`;
  const independent = independentCount(scores.scored, scores.horizon);
  const nominal = interval / 100;
  const allowance = STANDARD_ERRORS * Math.sqrt((nominal * (1 - nominal)) / independent);
  if (observed < nominal - allowance) return `${said}: too narrow.`;
  if (observed > nominal + allowance) return `${said}: too wide.`;
  return `${said}: as promised, within what chance allows.`;
}

/**
 * The score against one baseline: "So far 4.0% better than …"; lower pinball loss is better.
 *
 * The sentence itself says when too few outcomes stand behind it.
 */
export function skillVerdict(scores: HorizonScores, baseline: string, ratio: number): string {
  const name = baselineName(baseline);
  const said =
    Math.abs(ratio - 1) < NO_DIFFERENCE
      ? `So far no different from ${name}`
      : `So far ${percent(Math.abs(1 - ratio))} ${ratio < 1 ? "better" : "worse"} than ${name}`;
  return isTooFewForSkill(scores) ? `${said}: too few outcomes to judge` : said;
}
