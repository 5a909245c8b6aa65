import { describe, expect, it } from "vitest";
import { intervalGeometry } from "../../../src/charts/interval/intervalModel";
import type { Price } from "../../../src/domain/units";

const geometry = (outcome: number | null) =>
  intervalGeometry({
    low: 58_000 as Price,
    median: 60_000 as Price,
    high: 62_000 as Price,
    outcome: outcome as Price | null,
  });

describe("an interval and its outcome", () => {
  it("stand in order, the middle in the middle", () => {
    const { low, median, high } = geometry(null);
    expect(low).toBeLessThan(median);
    expect(median).toBeCloseTo(0.5);
    expect(high).toBeCloseTo(1 - low);
  });

  it("show an outcome inside between the ends, one outside beyond them", () => {
    const { low, high, outcome } = geometry(61_000);
    expect(outcome).toBeGreaterThan(low);
    expect(outcome).toBeLessThan(high);
    expect(geometry(62_500).outcome).toBeGreaterThan(high);
    expect(geometry(57_500).outcome).toBeLessThan(low);
  });

  it("keep an outcome far outside at the edge", () => {
    expect(geometry(90_000).outcome).toBe(1);
    expect(geometry(30_000).outcome).toBe(0);
  });

  it("survive an interval of no width", () => {
    const flat = 60_000 as Price;
    const { low, high } = intervalGeometry({ low: flat, median: flat, high: flat, outcome: flat });
    expect([low, high]).toEqual([0.5, 0.5]);
  });
});
