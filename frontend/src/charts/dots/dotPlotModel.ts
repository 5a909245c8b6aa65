/** A forecast as twenty equally likely outcomes (a quantile dot plot), in pixels. */
import type { ForecastRecord } from "../../api/documents";
import { priceAt } from "../../domain/distribution";
import { quantileAt } from "../../domain/interval";
import { type Price, priceOf } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import { linearScale, roundTicks } from "../scale";

/** Few enough to count; each stands for 1 chance in 20. */
export const DOTS = 20;
const COLUMNS = 11;
const DIAMETER_PX_MAX = 34;
const GAP_PX = 3;
const AXIS_PX = 26;
const HEAD_PX = 26;
const PX_PER_TICK = 92;
const PADDING = 0.04;

export interface DotPlotInput {
  record: ForecastRecord;
  level: Price;
  width: number;
}

export interface Dot {
  x: number;
  y: number;
  /** Whether this outcome lies above the level. */
  above: boolean;
}

export interface DotPlotModel {
  height: number;
  baseline: number;
  radius: number;
  dots: Dot[];
  /** Where the level is drawn; null where it lies outside the picture. */
  levelX: number | null;
  referenceX: number;
  ticks: { position: number; label: string }[];
  /** The prices at the left and right edge. */
  range: [Price, Price];
}

/** The prices that the plot spans: nearly all that the forecast holds possible. */
export function plotRange(record: ForecastRecord): [Price, Price] {
  const low = priceOf(quantileAt(record, 0.01).price);
  const high = priceOf(quantileAt(record, 0.99).price);
  const padding = (high - low) * PADDING || high * 0.001;
  return [(low - padding) as Price, (high + padding) as Price];
}

/** What is drawn: columns of dots, lowest outcome at the bottom left. */
export function dotPlotModel({ record, level, width }: DotPlotInput): DotPlotModel {
  const range = plotRange(record);
  const x = linearScale(range, [0, width]);
  const columnWidth = width / COLUMNS;
  const diameter = Math.min(DIAMETER_PX_MAX, columnWidth - GAP_PX);
  const columns = stacked(outcomesOf(record), (price) =>
    Math.min(COLUMNS - 1, Math.max(0, Math.floor(x(price) / columnWidth))),
  );
  const tallest = Math.max(...columns.map(({ row }) => row + 1));
  const baseline = HEAD_PX + tallest * (diameter + GAP_PX);
  return {
    height: baseline + AXIS_PX,
    baseline,
    radius: diameter / 2,
    dots: columns.map(({ price, column, row }) => ({
      x: (column + 0.5) * columnWidth,
      y: baseline - GAP_PX - diameter / 2 - row * (diameter + GAP_PX),
      above: price > level,
    })),
    levelX: level >= range[0] && level <= range[1] ? x(level) : null,
    referenceX: x(priceOf(record.reference_price)),
    ticks: roundTicks(...range, Math.max(2, Math.floor(width / PX_PER_TICK))).map((price) => ({
      position: x(price),
      label: wholeDollars(price as Price),
    })),
    range,
  };
}

/** Twenty prices, each as likely as the others. */
export function outcomesOf(record: ForecastRecord): Price[] {
  return Array.from({ length: DOTS }, (_, index) => priceAt(record, (index + 0.5) / DOTS));
}

function stacked(prices: readonly Price[], columnOf: (price: Price) => number) {
  const heights = new Map<number, number>();
  return prices.map((price) => {
    const column = columnOf(price);
    const row = heights.get(column) ?? 0;
    heights.set(column, row + 1);
    return { price, column, row };
  });
}
