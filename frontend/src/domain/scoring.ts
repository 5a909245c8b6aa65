/**
 * The scores of a forecast, computed anew from what is on record.
 *
 * The same arithmetic as functions/domain/scoring.py, held to it by tests/golden/scores.json:
 * pinball loss and CRPS (Gneiting & Ranjan 2011, by the trapezoid rule on the published levels),
 * in log-return units; lower is better.
 */
import type { ForecastRecord, Outcome } from "../api/documents";
import { chanceOfAtMost } from "./distribution";
import { centralInterval, type Percent } from "./interval";
import { levelChances } from "./levels";
import { type LogReturn, logReturnOf, type Price, priceOf } from "./units";

/** The levels whose mean pinball loss is the headline score. */
const PINBALL_LEVELS: readonly number[] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
const PERCENTS: readonly Percent[] = [50, 80, 90, 95];
/** As published: losses to 1e-9, returns and chances to 1e-6. What is rounded differs by half. */
const LOSS_STEP = 1e-9;
const RATIO_STEP = 1e-6;
const HALF = 0.5 + 1e-6;

/** One level of a distribution and the log return it stands at. */
export interface LevelReturn {
  level: number;
  change: LogReturn;
}

/** Pinball (quantile) loss of one quantile. */
function pinball({ level, change }: LevelReturn, outcome: LogReturn): number {
  const error = outcome - change;
  return error >= 0 ? level * error : (level - 1) * error;
}

/** Mean pinball loss over the headline levels. */
export function meanPinball(quantiles: readonly LevelReturn[], outcome: LogReturn): number {
  const losses = quantiles
    .filter(({ level }) => PINBALL_LEVELS.includes(level))
    .map((quantile) => pinball(quantile, outcome));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Continuous ranked probability score: each level weighs half the way to its neighbours. */
export function crps(quantiles: readonly LevelReturn[], outcome: LogReturn): number {
  const edge = (index: number) => {
    const [low, high] = [quantiles[index - 1]?.level, quantiles[index]?.level];
    if (low === undefined) return 0;
    return high === undefined ? 1 : (low + high) / 2;
  };
  const sum = quantiles.reduce(
    (found, quantile, index) =>
      found + (edge(index + 1) - edge(index)) * pinball(quantile, outcome),
    0,
  );
  return 2 * sum;
}

/** What is published of an outcome and does not follow from the record, by name; empty if all does. */
export function unfounded(record: ForecastRecord, outcome: Outcome): string[] {
  const change = logReturnOf(outcome.log_return);
  const came = Math.log(priceOf(outcome.price) / priceOf(record.reference_price));
  const found: string[] = [];
  const compare = (name: string, own: number, published: string | undefined, step: number) => {
    if (published === undefined) return;
    if (!(Math.abs(own - Number(published)) <= HALF * step)) found.push(name);
  };
  compare("return", came, outcome.log_return, RATIO_STEP);
  compare("PIT", chanceOfAtMost(record, change), outcome.pit, RATIO_STEP);
  for (const [name, quantiles] of Object.entries(distributionsOf(record))) {
    compare(
      `pinball loss of ${name}`,
      meanPinball(quantiles, change),
      outcome.pinball[name],
      LOSS_STEP,
    );
    compare(`CRPS of ${name}`, crps(quantiles, change), outcome.crps[name], LOSS_STEP);
  }
  for (const percent of PERCENTS) {
    if (outcome.covered[percent] === undefined) continue;
    const { low, high } = centralInterval(record, percent);
    const held = logReturnOf(low.log_return) <= change && change <= logReturnOf(high.log_return);
    if (held !== outcome.covered[percent]) found.push(`${percent}% interval`);
  }
  if (outcome.touched) {
    const { highest, lowest, p_highest, p_lowest } = outcome.touched;
    const [up, down] = farthest(record, priceOf(highest), priceOf(lowest));
    compare("chance of the highest price", up, p_highest, RATIO_STEP);
    compare("chance of the lowest price", down, p_lowest, RATIO_STEP);
  }
  return found;
}

/** P(touch) of the farthest prices up and down; 1 where the price never got to that side. */
function farthest(record: ForecastRecord, highest: Price, lowest: Price): [number, number] {
  const reference = priceOf(record.reference_price);
  const chance = (price: number) => levelChances(record, price as Price).touch ?? Number.NaN;
  return [chance(Math.max(highest, reference)), chance(Math.min(lowest, reference))];
}

/** The forecast's quantiles and its baselines', by the names of their scores. */
function distributionsOf(record: ForecastRecord): Record<string, LevelReturn[]> {
  const levels = record.quantiles.map(({ level }) => Number(level));
  const at = (returns: readonly string[]) =>
    levels.map((level, index) => ({ level, change: logReturnOf(returns[index] ?? "") }));
  return {
    model: at(record.quantiles.map(({ log_return }) => log_return)),
    ...Object.fromEntries(
      Object.entries(record.baselines).map(([name, returns]) => [name, at(returns)]),
    ),
  };
}
