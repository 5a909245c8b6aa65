/**
 * A forecast as a distribution, from its published quantiles.
 *
 * Between the published levels the quantile function is linear in the normal score, and goes on
 * with the outermost slopes: the same arithmetic as functions/domain/distribution.py, held to it
 * by tests/golden/levels.json.
 */
import type { ForecastRecord } from "../api/documents";
import { normalCdf, normalScore } from "./normal";
import {
  type LogReturn,
  logReturnOf,
  type Price,
  type Probability,
  priceAfter,
  priceOf,
} from "./units";

interface Point {
  score: number;
  change: LogReturn;
}

interface Line {
  intercept: number;
  slope: number;
}

/** P(price at target > level). */
export function chanceOfCloseAbove(record: ForecastRecord, level: Price): Probability {
  return (1 - cdf(pointsOf(record), changeTo(record, level))) as Probability;
}

/** P(return ≤ change), the PIT of an outcome that came to it. */
export function chanceOfAtMost(record: ForecastRecord, change: LogReturn): Probability {
  return cdf(pointsOf(record), change) as Probability;
}

/** The price that is not exceeded with this probability, 0.001 to 0.999. */
export function priceAt(record: ForecastRecord, level: number): Price {
  const points = pointsOf(record);
  const score = normalScore(level);
  const { intercept, slope } = lineAt(points, points.filter((one) => one.score <= score).length);
  return priceAfter(priceOf(record.reference_price), (intercept + slope * score) as LogReturn);
}

/** The log return from the reference price to a level. */
export const changeTo = (record: ForecastRecord, level: Price): LogReturn =>
  Math.log(level / priceOf(record.reference_price)) as LogReturn;

const pointsOf = (record: ForecastRecord): Point[] =>
  record.quantiles.map((quantile) => ({
    score: normalScore(Number(quantile.level)),
    change: logReturnOf(quantile.log_return),
  }));

/** P(return ≤ change); the middle of the jump where the distribution has an atom. */
function cdf(points: readonly Point[], change: LogReturn): number {
  const first = points[0]?.change ?? 0;
  const last = points.at(-1)?.change ?? 0;
  if (first === last) return change === first ? 0.5 : Number(change > first);
  const below = points.filter((one) => one.change < change).length;
  const atOrBelow = points.filter((one) => one.change <= change).length;
  return (cdfOn(points, below, change) + cdfOn(points, atOrBelow, change)) / 2;
}

function cdfOn(points: readonly Point[], passed: number, change: LogReturn): number {
  const { intercept, slope } = lineAt(points, passed);
  // Only a flat end can be met here: no mass lies beyond it.
  if (slope === 0) return Number(passed > 1);
  return normalCdf((change - intercept) / slope);
}

/** The line of the segment that follows this many points; the outermost ones go on. */
function lineAt(points: readonly Point[], passed: number): Line {
  const index = Math.min(Math.max(passed - 1, 0), points.length - 2);
  const [low, high] = points.slice(index, index + 2);
  if (!low || !high) throw new RangeError("a distribution needs two quantiles");
  const slope = (high.change - low.change) / (high.score - low.score);
  return { intercept: low.change - slope * low.score, slope };
}
