/** A past forecast's 80 % interval and its outcome on one line. */
import type { Price } from "../../domain/units";
import { linearScale } from "../scale";

export interface IntervalInput {
  low: Price;
  median: Price;
  high: Price;
  outcome: Price | null;
}

export interface IntervalGeometry {
  low: number;
  median: number;
  high: number;
  outcome: number | null;
}

/** Half the drawn range, in widths of the interval: an outcome may fall well outside. */
const HALF_RANGE_WIDTHS = 0.8;

/** Positions across the line (0 left, 1 right); outcomes beyond the range stand at its edge. */
export function intervalGeometry(input: IntervalInput): IntervalGeometry {
  const middle = (input.low + input.high) / 2;
  const reach = Math.max(input.high - input.low, 0.01) * HALF_RANGE_WIDTHS;
  const across = linearScale([middle - reach, middle + reach], [0, 1]);
  return {
    low: across(input.low),
    median: across(input.median),
    high: across(input.high),
    outcome: input.outcome === null ? null : Math.min(1, Math.max(0, across(input.outcome))),
  };
}
