import { describe, expect, it } from "vitest";
import { linearScale, roundTicks, svgShare } from "../../src/charts/scale";

describe("a linear scale", () => {
  it("maps ends to ends, upside down too", () => {
    const y = linearScale([100, 200], [300, 0]);
    expect([y(100), y(150), y(200)]).toEqual([300, 150, 0]);
  });

  it("maps a span of nothing to the middle", () => {
    expect(linearScale([5, 5], [0, 10])(5)).toBe(5);
  });
});

describe("round ticks", () => {
  it("are round, inside, and no more than asked for", () => {
    expect(roundTicks(57_300, 63_900, 5)).toEqual([58_000, 60_000, 62_000]);
  });

  it("keep to their number over many spans", () => {
    for (let span = 1; span < 1e6; span *= 1.3) {
      const ticks = roundTicks(60_000, 60_000 + span, 6);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }
  });

  it("are none for a span of nothing", () => {
    expect(roundTicks(1, 1, 5)).toEqual([]);
  });
});

it("a share is written as SVG reads it, whatever the reader's language", () => {
  expect([0, 0.187, 1].map(svgShare)).toEqual(["0.0%", "18.7%", "100.0%"]);
});
