/** One coverage on a scale that shows small distances: from 30 points below the promise to 100%. */
import { linearScale } from "../scale";

const BELOW = 0.3;

export interface CoverageMark {
  nominal: number;
  observed: number;
  interval: { low: number; high: number } | null;
}

/** Positions across the row, 0 left to 1 right; `off` where the promise is outside the interval. */
export function coverageRange({ nominal, observed, interval }: CoverageMark): CoverageMark & {
  off: boolean;
} {
  const across = linearScale([nominal - BELOW, 1], [0, 1]);
  const inside = (share: number) => Math.min(1, Math.max(0, across(share)));
  return {
    nominal: inside(nominal),
    observed: inside(observed),
    interval: interval && { low: inside(interval.low), high: inside(interval.high) },
    off: interval !== null && (interval.low > nominal || interval.high < nominal),
  };
}
