import { describe, expect, it } from "vitest";
import { skillModel } from "../../../src/charts/skill/skillModel";
import { horizonScores, unscored } from "../../fixtures/documents";
import { between, skill } from "../../fixtures/skill";

const ratios = (unconditional: string, ewma: string) =>
  horizonScores({ pinball_ratio: { unconditional, ewma }, skill: null });

const BASELINES = ["unconditional", "ewma"];

describe("the skill chart", () => {
  it("puts better left of parity and worse right of it", () => {
    const { rows, parity } = skillModel([ratios("0.96", "1.02")], BASELINES);
    const [better, worse] = rows[0]?.dots ?? [];
    expect(parity).toBeCloseTo(0.5);
    expect(better?.position).toBeLessThan(parity);
    expect(worse?.position).toBeGreaterThan(parity);
  });

  it("makes a small gain look small", () => {
    const dot = skillModel([ratios("0.99", "1")], BASELINES).rows[0]?.dots[0];
    expect(dot?.position).toBeGreaterThan(0.4);
  });

  it("keeps every dot in the picture", () => {
    for (const dot of skillModel([ratios("0.3", "2.5")], BASELINES).rows[0]?.dots ?? []) {
      expect(dot.position).toBeGreaterThanOrEqual(0);
      expect(dot.position).toBeLessThanOrEqual(1);
    }
  });

  it("draws each interval around its dot, in the picture however wide it is", () => {
    const wide = skill({ pinball_ratio: { unconditional: between(0.5, 1.7), ewma: null } });
    const { rows, parity } = skillModel([horizonScores({ skill: wide })], BASELINES);
    const [told, untold] = rows[0]?.dots ?? [];
    expect(told?.interval?.low).toBeGreaterThanOrEqual(0);
    expect(told?.interval?.low).toBeLessThan(told?.position ?? 0);
    expect(told?.interval?.high).toBeGreaterThan(parity);
    expect(told?.interval?.high).toBeLessThanOrEqual(1);
    expect(untold?.interval).toBeNull();
  });

  it("leaves out horizons without a score", () => {
    const { rows } = skillModel([unscored("7d"), ratios("0.9", "0.9")], BASELINES);
    expect(rows.map((row) => row.horizon)).toEqual(["24h"]);
  });

  it("gives every row the count behind it", () => {
    const { rows } = skillModel(
      [horizonScores({ scored: 1440 }), horizonScores({ horizon: "7d", scored: 53 })],
      BASELINES,
    );
    expect(rows.map((row) => row.scored)).toEqual([1440, 53]);
  });

  it("keeps the baselines in the order given, and leaves out one that has no score", () => {
    const scores = horizonScores({ pinball_ratio: { ewma: "0.99", unconditional: "0.9" } });
    const dots = skillModel([scores], [...BASELINES, "rolling_year"]).rows[0]?.dots;
    expect(dots?.map((dot) => dot.baseline)).toEqual(BASELINES);
  });
});
