/** Plain words for coverage and score, never stronger than their intervals allow. */
import type { HorizonScores } from "../../api/documents";
import { baselineName } from "../../domain/baselines";
import { independentCount } from "../../domain/horizon";
import type { Percent } from "../../domain/interval";
import { probabilityOf } from "../../domain/units";
import { count, counted, percent } from "../../lib/formatNumber";

/** "so far, n = 1,390 (about 57 that do not overlap)". */
export function soFar(scores: HorizonScores): string {
  const independent = independentCount(scores.scored, scores.horizon);
  const overlap =
    independent < scores.scored ? ` (about ${count(independent)} that do not overlap)` : "";
  return `so far, n = ${count(scores.scored)}${overlap}`;
}

/** Whether an interval held as often as promised, by the interval of how often it held. */
export function coverageVerdict(scores: HorizonScores, interval: Percent): string | null {
  const text = scores.coverage?.[String(interval)];
  if (text === undefined) return null;
  const said = `The ${interval}% intervals held ${percent(probabilityOf(text))} of the outcomes`;
  const known = scores.skill?.coverage[String(interval)];
  if (!known) return `${said}: whether that is as promised cannot be told yet.`;
  const [low, high] = [Number(known.low), Number(known.high)];
  const nominal = interval / 100;
  const range = `between ${percent(low)} and ${percent(high)} with 95% confidence`;
  if (high < nominal) return `${said}, ${range}: too narrow.`;
  if (low > nominal) return `${said}, ${range}: too wide.`;
  return `${said}, ${range}: as promised, within what chance allows.`;
}

/**
 * The score against one baseline: "Better than …: between 1.9% and 6.2%", or that it cannot be told.
 *
 * Lower pinball loss is better; the ratio's interval decides, never the ratio alone.
 */
export function skillVerdict(scores: HorizonScores, baseline: string, ratio: number): string {
  const name = baselineName(baseline);
  const known = scores.skill?.pinball_ratio[baseline];
  if (!known) {
    const side = ratio < 1 ? "better" : "worse";
    return `So far ${percent(Math.abs(1 - ratio))} ${side} than ${name}: cannot be told yet`;
  }
  const [low, high] = [Number(known.low), Number(known.high)];
  if (high < 1) return `Better than ${name}: between ${percent(1 - high)} and ${percent(1 - low)}`;
  if (low > 1) return `Worse than ${name}: between ${percent(low - 1)} and ${percent(high - 1)}`;
  return `Cannot be told apart yet from ${name}: between ${percent(1 - low)} better and ${percent(high - 1)} worse`;
}

/** What P(up) has proved: an edge only where the interval of its Brier skill clears zero. */
export function directionVerdict({ skill }: HorizonScores): string | null {
  if (!skill?.p_up) return null;
  const known = skill.p_up_interval;
  if (!known) {
    return Number(skill.p_up) === 0
      ? "No directional edge: up and down are given one half each, always."
      : "No directional edge: whether P(up) tells more than one half cannot be told yet.";
  }
  const [low, high] = [Number(known.low), Number(known.high)];
  if (skill.directional_edge) {
    return `A small directional edge: P(up)’s Brier score is between ${percent(low, 2)} and ${percent(high, 2)} better than that of one half, with 95% confidence. That does not pay the costs of trading.`;
  }
  if (high < 0) {
    return `No directional edge: P(up)’s Brier score is between ${percent(-high, 2)} and ${percent(-low, 2)} worse than that of one half.`;
  }
  return `No directional edge: P(up)’s Brier score is between ${percent(-low, 2)} worse and ${percent(high, 2)} better than that of one half.`;
}

/** What the intervals rest on: "60 days, which tell as much as about 48 independent ones". */
export function restsOn(scores: HorizonScores): string | null {
  if (!scores.skill) return null;
  const { days, pinball_ratio } = scores.skill;
  const effective = Object.values(pinball_ratio).flatMap((one) => (one ? one.effective_days : []));
  if (effective.length === 0) return `${counted(days, "day")}: too few for an interval`;
  const least = Math.min(...effective);
  return least < days
    ? `${counted(days, "day")}, which tell as much as about ${count(least)} independent ones`
    : counted(days, "day");
}
