import { describe, expect, it } from "vitest";
import {
  binLabel,
  binVerdict,
  pitHistogram,
} from "../../../src/charts/pit-histogram/pitHistogramModel";
import { reliability } from "../../../src/charts/reliability/reliabilityModel";
import { calibration, interval } from "../../fixtures/calibration";

describe("the histogram of the PIT", () => {
  it("has a bar a bin with its count, as tall as its share", () => {
    const { bars, plot } = pitHistogram(calibration().pit_bins, 400, 260);
    expect(bars.map((bar) => bar.count)).toEqual([60, 0, 0, 0, 0, 60, 0, 0, 0, 60]);
    expect(bars[1]?.height).toBe(0);
    expect(bars[0]?.top).toBeGreaterThan(plot.top);
    expect(bars[1]?.whisker).toBeNull();
  });

  it("says that a bin is off only where its whole interval is", () => {
    const of = (low: number, high: number) => binVerdict(interval(low, high), 0.1);
    expect(of(0.11, 0.2)).toBe("too many");
    expect(of(0.02, 0.09)).toBe("too few");
    expect(of(0.1, 0.2)).toBe("as promised");
    expect(binVerdict(null, 0.1)).toBe("unknown");
    expect(binLabel(9, 10)).toBe("90–100%");
  });
});

describe("reliability", () => {
  it("is off where the promise lies outside the interval", () => {
    const { points } = reliability(calibration().levels, 400, 260);
    expect(points.map((point) => point.off)).toEqual([true, false, true]);
    expect(points[0]?.y).toBe(points[2]?.y);
  });
});
