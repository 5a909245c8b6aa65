/** From candles and a forecast to what is drawn, in pixels. */
import type { CandleRow, ForecastRecord } from "../../api/documents";
import type { Percent } from "../../domain/interval";
import type { PreviousForecast } from "../../domain/previous";
import { HOUR_MS, type Instant, instantOf, later, type Price, priceOf } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import { linearScale, px, roundTicks, type Scale } from "../scale";
import { timeTicks } from "../timeTicks";
import { type FanShape, fanShape, previousBand } from "./fanShape";

export interface FanInput {
  candles: readonly CandleRow[];
  /** Null before the first forecast: the candles are drawn alone. */
  record: ForecastRecord | null;
  /** The forecast before, drawn behind; null where none is. */
  previous: PreviousForecast | null;
  /** Hours drawn before the cutoff where there is room. */
  historyHours: number;
  width: number;
  height: number;
}

export interface Tick {
  position: number;
  label: string;
}

export interface FanGeometry {
  plot: { left: number; right: number; top: number; bottom: number };
  /** One path for each run of candles without a gap. */
  closes: string[];
  /** A stroke from low to high for every candle, at its close. */
  ranges: string;
  bands: { percent: Percent; path: string }[];
  /** The 80 % band of the forecast before. */
  previous: string | null;
  median: string | null;
  cutoffX: number | null;
  targetX: number | null;
  /** The 80 % interval and median, written beside the end of the fan. */
  endLabels: { position: number; anchor: number; label: string; kind: "edge" | "median" }[];
  priceTicks: Tick[];
  timeTicks: Tick[];
}

/** A chart below this width is narrow. */
export const NARROW_PX = 560;
const NARROW_HISTORY = 0.4;
const MARGIN = { top: 14, right: 78, bottom: 28 } as const;
/** Price labels stand left of the plot, as wide as the longest needs. */
const PX_PER_CHARACTER = 7.5;
export const PRICE_LABEL_GAP_PX = 8;
const PRICE_PADDING = 0.06;
const LABEL_GAP_PX = 16;
const PX_PER_TIME_TICK = 64;
const TIME_TICKS_MAX = 10;
const PX_PER_PRICE_TICK = 52;

export interface Point {
  opens: Instant;
  closes: Instant;
  low: Price;
  high: Price;
  close: Price;
}

/** Geometry of the fan chart; null when there is nothing to draw. */
export function fanGeometry(input: FanInput): FanGeometry | null {
  const shape = input.record ? fanShape(input.record) : null;
  const all = input.candles.map(pointOf);
  const until = shape?.target ?? all.at(-1)?.closes;
  if (until === undefined) return null;
  const hours = shape ? hoursBefore(input.historyHours, input.width) : input.historyHours;
  const from = later(shape?.cutoff ?? until, -hours * HOUR_MS);
  const points = all.filter((point) => point.opens >= from && point.closes <= until);
  const before = shape && input.previous ? previousBand(input.previous) : null;
  const prices = [
    ...points.flatMap((point) => [point.low, point.high]),
    ...outerPrices(shape),
    ...(before?.points.flatMap((point) => [point.low, point.high]) ?? []),
  ];
  if (prices.length === 0) return null;

  const [low, high] = padded(Math.min(...prices), Math.max(...prices));
  const top = MARGIN.top;
  const bottom = input.height - MARGIN.bottom;
  const y = linearScale([low, high], [bottom, top]);
  const mostPrices = Math.max(2, Math.floor((bottom - top) / PX_PER_PRICE_TICK));
  const priceTicks = roundTicks(low, high, mostPrices).map((price) => ({
    position: y(price),
    label: wholeDollars(price as Price),
  }));
  const left = widthOf(priceTicks) + PRICE_LABEL_GAP_PX;
  const plot = { left, right: Math.max(left + 1, input.width - MARGIN.right), top, bottom };
  const x = linearScale([from, until], [plot.left, plot.right]);
  const fitting = Math.floor((plot.right - plot.left) / PX_PER_TIME_TICK);
  const mostTimes = Math.min(TIME_TICKS_MAX, Math.max(2, fitting));
  return {
    plot,
    closes: runs(points).map((run) => line(run.map((p) => [x(p.closes), y(p.close)]))),
    ranges: points.map((point) => stroke(point, x, y)).join(""),
    bands: shape
      ? shape.bands.map((band) => ({ percent: band.percent, path: area(band, x, y) }))
      : [],
    previous: before ? area(before, x, y) : null,
    median: shape ? line(shape.median.map((point) => [x(point.at), y(point.price)])) : null,
    cutoffX: shape ? x(shape.cutoff) : null,
    targetX: shape ? x(shape.target) : null,
    endLabels: shape ? endLabels(shape, y) : [],
    priceTicks,
    timeTicks: timeTicks(from, until, mostTimes).map((tick) => ({
      position: x(tick.at),
      label: tick.label,
    })),
  };
}

/** Hours drawn before the cutoff: a narrow chart gives the forecast the room. */
export function hoursBefore(historyHours: number, width: number): number {
  return historyHours * (width < NARROW_PX ? NARROW_HISTORY : 1);
}

export function widthOf(ticks: readonly Tick[]): number {
  return PX_PER_CHARACTER * Math.max(0, ...ticks.map((tick) => tick.label.length));
}

export function pointOf(candle: CandleRow): Point {
  const opens = instantOf(candle.open_time);
  return {
    opens,
    closes: later(opens, HOUR_MS),
    low: priceOf(candle.low),
    high: priceOf(candle.high),
    close: priceOf(candle.close),
  };
}

function outerPrices(shape: FanShape | null): Price[] {
  const widest = shape?.bands[0]?.points ?? [];
  return widest.flatMap((point) => [point.low, point.high]);
}

export function padded(low: number, high: number): [number, number] {
  const padding = (high - low) * PRICE_PADDING || Math.abs(high) * 0.001;
  return [low - padding, high + padding];
}

/** Candles in unbroken runs: a missing hour is a hole in the line, never a bridge. */
export function runs(points: readonly Point[]): Point[][] {
  const found: Point[][] = [];
  let previous: Point | undefined;
  for (const point of points) {
    if (previous && point.opens === previous.closes) found.at(-1)?.push(point);
    else found.push([point]);
    previous = point;
  }
  return found;
}

export function line(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${px(x)} ${px(y)}`).join("");
}

export function stroke(point: Point, x: Scale, y: Scale): string {
  return `M${px(x(point.closes))} ${px(y(point.low))}V${px(y(point.high))}`;
}

export function area(band: FanShape["bands"][number], x: Scale, y: Scale): string {
  const upper = band.points.map((point) => [x(point.at), y(point.high)] as const);
  const lower = band.points.map((point) => [x(point.at), y(point.low)] as const).reverse();
  return `${line([...upper, ...lower])}Z`;
}

function endLabels(shape: FanShape, y: Scale): FanGeometry["endLabels"] {
  const end = shape.bands.find((band) => band.percent === 80)?.points.at(-1);
  const median = shape.median.at(-1)?.price;
  if (!end || median === undefined) return [];
  const middle = y(median);
  // Pushed away from the median where the interval is too flat for three lines of text.
  return [
    label(end.high, Math.min(y(end.high), middle - LABEL_GAP_PX), y, "edge"),
    label(median, middle, y, "median"),
    label(end.low, Math.max(y(end.low), middle + LABEL_GAP_PX), y, "edge"),
  ];
}

function label(
  price: Price,
  position: number,
  y: Scale,
  kind: "edge" | "median",
): FanGeometry["endLabels"][number] {
  return { position, anchor: y(price), label: wholeDollars(price), kind };
}
