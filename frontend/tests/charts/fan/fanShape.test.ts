import { describe, expect, it } from "vitest";
import { fanShape } from "../../../src/charts/fan/fanShape";
import { centralInterval, quantileAt } from "../../../src/domain/interval";
import { priceOf } from "../../../src/domain/units";
import { forecast, NOON, REFERENCE } from "../../fixtures/documents";

const { record } = forecast();
const shape = fanShape(record);

describe("the fan", () => {
  it("starts at the reference price, at the cutoff", () => {
    for (const band of shape.bands) {
      expect(band.points[0]).toEqual({ at: NOON, low: REFERENCE, high: REFERENCE });
    }
  });

  it("ends exactly on the published prices, at the target", () => {
    for (const band of shape.bands) {
      const { low, high } = centralInterval(record, band.percent);
      expect(band.points.at(-1)).toEqual({
        at: Date.parse(record.slot.target),
        low: priceOf(low.price),
        high: priceOf(high.price),
      });
    }
    expect(shape.median.at(-1)?.price).toBe(priceOf(quantileAt(record, 0.5).price));
  });

  it("is half as wide after a quarter of the time", () => {
    const band = shape.bands.find((one) => one.percent === 80);
    const width = (index: number) => {
      const point = band?.points.at(index);
      return point ? Math.log(point.high / point.low) : Number.NaN;
    };
    expect(width(8) / width(-1)).toBeCloseTo(0.5, 4);
  });

  it("never narrows, and keeps narrow bands inside wide ones", () => {
    const [wide, middle, narrow] = shape.bands;
    wide?.points.forEach((point, index) => {
      const inner = middle?.points[index];
      const innermost = narrow?.points[index];
      const before = wide.points[index - 1];
      expect(point.low).toBeLessThanOrEqual(inner?.low ?? Number.NaN);
      expect(inner?.high).toBeGreaterThanOrEqual(innermost?.high ?? Number.NaN);
      if (before) expect(point.high - point.low).toBeGreaterThan(before.high - before.low);
    });
  });
});
