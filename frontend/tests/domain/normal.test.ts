import { describe, expect, it } from "vitest";
import { normalCdf, normalScore } from "../../src/domain/normal";

describe("the normal distribution", () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-2.5, 0.006209665325776132],
    [6, 0.9999999990134123],
    [40, 1],
    [Number.NEGATIVE_INFINITY, 0],
  ])("has this much below %d", (score, chance) => {
    expect(normalCdf(score)).toBeCloseTo(chance, 14);
  });

  it.each([0.001, 0.01, 0.25, 0.5, 0.9, 0.995, 0.999])("has a score at %d", (level) => {
    expect(normalCdf(normalScore(level))).toBeCloseTo(level, 13);
  });

  it("has none at the ends", () => {
    expect(() => normalScore(1)).toThrow(RangeError);
    expect(() => normalScore(Number.NaN)).toThrow(RangeError);
  });
});
