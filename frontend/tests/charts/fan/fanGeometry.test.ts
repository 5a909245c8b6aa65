import { describe, expect, it } from "vitest";
import {
  type FanInput,
  fanGeometry,
  PRICE_LABEL_GAP_PX,
} from "../../../src/charts/fan/fanGeometry";
import { HOUR_MS, type Instant, type Price } from "../../../src/domain/units";
import { candles, forecast, iso, NOON } from "../../fixtures/documents";

const rows = candles(120).candles;
const input = (over: Partial<FanInput> = {}): FanInput => ({
  candles: rows,
  record: forecast().record,
  previous: null,
  historyHours: 96,
  width: 800,
  height: 380,
  ...over,
});

function drawn(over: Partial<FanInput> = {}) {
  const geometry = fanGeometry(input(over));
  if (!geometry) throw new Error("nothing was drawn");
  return geometry;
}

const numbers = (path: string) => path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];

describe("the fan chart", () => {
  it("gives history and horizon their share of the width", () => {
    const { plot, cutoffX, targetX } = drawn();
    expect(targetX).toBe(plot.right);
    expect(((cutoffX ?? 0) - plot.left) / (plot.right - plot.left)).toBeCloseTo(96 / 120, 6);
  });

  it("gives the forecast the room where that is narrow", () => {
    const { plot, cutoffX } = drawn({ width: 344 });
    expect(((cutoffX ?? 0) - plot.left) / (plot.right - plot.left)).toBeLessThan(0.62);
    expect(drawn({ width: 344, record: null }).ranges.match(/M/g)).toHaveLength(96);
  });

  it("draws only the candles of the history asked for", () => {
    expect(drawn().ranges.match(/M/g)).toHaveLength(96);
    expect(drawn({ historyHours: 24 }).ranges.match(/M/g)).toHaveLength(24);
  });

  it("joins the last close to the start of the fan", () => {
    const geometry = drawn();
    const [x, y] = numbers(geometry.closes.at(-1) ?? "").slice(-2);
    const [fanX, fanY] = numbers(geometry.median ?? "");
    expect([x, y]).toEqual([fanX, fanY]);
  });

  it("draws candles after the cutoff into the fan", () => {
    const late = forecast("7d", NOON - 12 * HOUR_MS).record;
    const geometry = drawn({ record: late });
    const [x] = numbers(geometry.closes.at(-1) ?? "").slice(-2);
    expect(x).toBeGreaterThan(geometry.cutoffX ?? Number.NaN);
  });

  it("draws the forecast before up to where this one begins, and makes room for it", () => {
    const price = (dollars: number) => dollars as Price;
    const [low, median, high] = [price(40_000), price(60_000), price(80_000)];
    const previous = {
      cutoff: (NOON - 24 * HOUR_MS) as Instant,
      target: NOON as Instant,
      reference: median,
      low,
      median,
      high,
      held: true,
    };
    const { previous: path, cutoffX, plot } = drawn({ previous });
    const found = numbers(path ?? "");
    expect(Math.max(...found.filter((_, index) => index % 2 === 0))).toBeCloseTo(cutoffX ?? 0, 1);
    const heights = found.filter((_, index) => index % 2 === 1);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(plot.top);
    expect(Math.max(...heights)).toBeLessThanOrEqual(plot.bottom);
    expect(drawn().previous).toBeNull();
  });

  it("leaves a hole where an hour is missing", () => {
    const missing = iso(NOON - 10 * HOUR_MS);
    const holed = rows.filter((candle) => candle.open_time !== missing);
    expect(drawn().closes).toHaveLength(1);
    expect(drawn({ candles: holed }).closes).toHaveLength(2);
  });

  it.each([240, 320, 800, 1440])("stays inside the plot at %i px", (width) => {
    const { plot, bands, ranges, closes, priceTicks, timeTicks } = drawn({ width });
    for (const path of [...closes, ...bands.map((band) => band.path)]) {
      const values = numbers(path);
      const xs = values.filter((_, index) => index % 2 === 0);
      const ys = values.filter((_, index) => index % 2 === 1);
      expect(Math.min(...xs)).toBeGreaterThanOrEqual(plot.left);
      expect(Math.max(...xs)).toBeLessThanOrEqual(plot.right);
      expect(Math.min(...ys)).toBeGreaterThanOrEqual(plot.top);
      expect(Math.max(...ys)).toBeLessThanOrEqual(plot.bottom);
    }
    expect(ranges).not.toContain("NaN");
    expect(priceTicks.length).toBeGreaterThanOrEqual(2);
    expect(timeTicks.length).toBeGreaterThanOrEqual(1);
  });

  it.each([240, 320, 768, 1440])("keeps its price labels clear of every line at %i px", (width) => {
    const { plot, priceTicks } = drawn({ width });
    const widest = Math.max(...priceTicks.map((tick) => tick.label.length));
    // A digit of 12 px is no wider than 7.2 px in the fonts of the page.
    expect(plot.left - PRICE_LABEL_GAP_PX).toBeGreaterThanOrEqual(7.2 * widest);
  });

  it("draws dearer prices higher", () => {
    const [first, second] = drawn().priceTicks;
    expect(second?.position).toBeLessThan(first?.position ?? 0);
  });

  it("keeps the labels at its end apart when the fan is flat", () => {
    const positions = drawn({ record: forecast("24h", NOON, 0.0001).record }).endLabels.map(
      (label) => label.position,
    );
    expect(positions).toHaveLength(3);
    expect((positions[1] ?? 0) - (positions[0] ?? 0)).toBeGreaterThanOrEqual(16);
    expect((positions[2] ?? 0) - (positions[1] ?? 0)).toBeGreaterThanOrEqual(16);
  });

  it("draws candles alone before the first forecast, and nothing without either", () => {
    const alone = drawn({ record: null });
    expect(alone.bands).toEqual([]);
    expect(alone.cutoffX).toBeNull();
    expect(alone.closes).toHaveLength(1);
    expect(fanGeometry(input({ record: null, candles: [] }))).toBeNull();
  });

  it("draws the fan alone where there are no candles", () => {
    expect(drawn({ candles: [] }).bands).toHaveLength(3);
  });
});
