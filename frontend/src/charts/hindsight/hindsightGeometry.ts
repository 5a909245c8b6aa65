/** From a forecast as issued, and the candles before and after it, to what is drawn. */
import type { CandleRow, ForecastRecord } from "../../api/documents";
import type { Percent } from "../../domain/interval";
import { HOUR_MS, type Instant, later, type Price } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import {
  area,
  line,
  PRICE_LABEL_GAP_PX,
  padded,
  pointOf,
  runs,
  stroke,
  type Tick,
  widthOf,
} from "../fan/fanGeometry";
import { fanShape } from "../fan/fanShape";
import { linearScale, roundTicks } from "../scale";
import { timeTicks } from "../timeTicks";
import { type EndLabel, spread } from "./endLabels";

export interface HindsightInput {
  candles: readonly CandleRow[];
  cutoff: Instant;
  target: Instant;
  /** Null where the slot was missed: what came is drawn without a fan. */
  record: ForecastRecord | null;
  /** What the price came to; null where it is not known. */
  outcome: Price | null;
  /** Whether what came is drawn; the scale is the same either way. */
  withOutcome: boolean;
  historyHours: number;
  width: number;
  height: number;
}

/** One hour that can be read off the chart. */
export interface Reading {
  at: Instant;
  x: number;
  y: number;
  close: Price;
  low: Price;
  high: Price;
}

export interface HindsightGeometry {
  plot: { left: number; right: number; top: number; bottom: number };
  before: { closes: string[]; ranges: string };
  /** Empty while what came is hidden. */
  after: { closes: string[]; ranges: string };
  bands: { percent: Percent; path: string }[];
  median: string | null;
  cutoffX: number;
  targetX: number;
  outcomeY: number | null;
  endLabels: EndLabel[];
  priceTicks: Tick[];
  timeTicks: Tick[];
  readings: Reading[];
}

const MARGIN = { top: 14, right: 84, bottom: 28 } as const;
const PX_PER_TIME_TICK = 64;
const TIME_TICKS_MAX = 10;
const PX_PER_PRICE_TICK = 52;

/** Geometry of the chart; null when there is neither a candle nor a forecast. */
export function hindsightGeometry(input: HindsightInput): HindsightGeometry | null {
  const { cutoff, target, record, withOutcome } = input;
  const shape = record ? fanShape(record) : null;
  const from = later(cutoff, -input.historyHours * HOUR_MS);
  const points = input.candles
    .map(pointOf)
    .filter((point) => point.opens >= from && point.closes <= target);
  const prices = [
    ...points.flatMap((point) => [point.low, point.high]),
    ...(shape?.bands[0]?.points ?? []).flatMap((point) => [point.low, point.high]),
    ...(input.outcome === null ? [] : [input.outcome]),
  ];
  if (prices.length === 0) return null;

  const [low, high] = padded(Math.min(...prices), Math.max(...prices));
  const { top } = MARGIN;
  const bottom = input.height - MARGIN.bottom;
  const y = linearScale([low, high], [bottom, top]);
  const priceTicks = roundTicks(low, high, Math.max(2, (bottom - top) / PX_PER_PRICE_TICK)).map(
    (price) => ({ position: y(price), label: wholeDollars(price as Price) }),
  );
  const left = widthOf(priceTicks) + PRICE_LABEL_GAP_PX;
  const plot = { left, right: Math.max(left + 1, input.width - MARGIN.right), top, bottom };
  const x = linearScale([from, target], [plot.left, plot.right]);
  const before = points.filter((point) => point.closes <= cutoff);
  const after = withOutcome ? points.filter((point) => point.closes > cutoff) : [];
  // What came begins where the forecast did: at the close of the cutoff.
  const joint = before.at(-1)?.closes === cutoff ? before.slice(-1) : [];
  const drawn = (some: typeof points, joined: typeof points) => ({
    closes: runs([...joined, ...some])
      .filter((run) => run.length > 1 || !joined.includes(run[0] as (typeof points)[number]))
      .map((run) => line(run.map((p) => [x(p.closes), y(p.close)]))),
    ranges: some.map((point) => stroke(point, x, y)).join(""),
  });
  const outcome = withOutcome ? input.outcome : null;
  const mostTimes = Math.floor((plot.right - plot.left) / PX_PER_TIME_TICK);
  return {
    plot,
    before: drawn(before, []),
    after: drawn(after, joint),
    bands: shape
      ? shape.bands.map((band) => ({ percent: band.percent, path: area(band, x, y) }))
      : [],
    median: shape ? line(shape.median.map((point) => [x(point.at), y(point.price)])) : null,
    cutoffX: x(cutoff),
    targetX: x(target),
    outcomeY: outcome === null ? null : y(outcome),
    endLabels: spread(labels(shape, outcome, y), top, bottom),
    priceTicks,
    timeTicks: timeTicks(from, target, Math.min(TIME_TICKS_MAX, Math.max(2, mostTimes))).map(
      (tick) => ({ position: x(tick.at), label: tick.label }),
    ),
    readings: [...before, ...after].map((point) => ({
      at: point.closes,
      x: x(point.closes),
      y: y(point.close),
      close: point.close,
      low: point.low,
      high: point.high,
    })),
  };
}

function labels(
  shape: ReturnType<typeof fanShape> | null,
  outcome: Price | null,
  y: (price: number) => number,
): EndLabel[] {
  const found: EndLabel[] = [];
  const add = (price: Price, kind: EndLabel["kind"]) =>
    found.push({ anchor: y(price), position: y(price), label: wholeDollars(price), kind });
  const end = shape?.bands.find((band) => band.percent === 80)?.points.at(-1);
  if (end) {
    add(end.high, "edge");
    add(end.low, "edge");
  }
  if (outcome !== null) add(outcome, "outcome");
  else {
    const median = shape?.median.at(-1)?.price;
    if (median !== undefined) add(median, "median");
  }
  return found;
}
