import { describe, expect, it } from "vitest";
import { DOTS, dotPlotModel, outcomesOf } from "../../../src/charts/dots/dotPlotModel";
import type { Price } from "../../../src/domain/units";
import { forecast, REFERENCE } from "../../fixtures/documents";

const { record } = forecast();
const drawn = (level = REFERENCE, width = 560) =>
  dotPlotModel({ record, level: level as Price, width });

describe("the quantile dot plot", () => {
  it("has twenty outcomes, each as likely, in order", () => {
    const outcomes = outcomesOf(record);
    expect(outcomes).toHaveLength(DOTS);
    expect(outcomes).toEqual([...outcomes].sort((a, b) => a - b));
    expect(outcomes[9]).toBeLessThan(REFERENCE);
    expect(outcomes[10]).toBeGreaterThan(REFERENCE);
  });

  it("fills the outcomes above the level", () => {
    const above = (level: number) => drawn(level).dots.filter((dot) => dot.above).length;
    expect([above(1), above(REFERENCE), above(10 * REFERENCE)]).toEqual([20, 10, 0]);
  });

  it.each([280, 560, 1000])(
    "lets no dot overlap another or leave the picture at %i px",
    (width) => {
      const { dots, radius, baseline } = drawn(REFERENCE, width);
      for (const [index, dot] of dots.entries()) {
        expect(dot.x).toBeGreaterThanOrEqual(radius);
        expect(dot.x).toBeLessThanOrEqual(width - radius);
        expect(dot.y + radius).toBeLessThanOrEqual(baseline);
        expect(dot.y - radius).toBeGreaterThanOrEqual(0);
        for (const other of dots.slice(index + 1)) {
          expect(Math.hypot(dot.x - other.x, dot.y - other.y)).toBeGreaterThanOrEqual(2 * radius);
        }
      }
    },
  );

  it("draws no line for a level outside the picture", () => {
    expect(drawn(REFERENCE).levelX).toBeCloseTo(drawn().referenceX, 6);
    expect(drawn(2 * REFERENCE).levelX).toBeNull();
  });
});
