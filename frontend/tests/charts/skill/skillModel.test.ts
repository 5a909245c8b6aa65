import { describe, expect, it } from "vitest";
import { skillModel } from "../../../src/charts/skill/skillModel";
import { horizonScores, unscored } from "../../fixtures/documents";

const ratios = (unconditional: string, ewma: string) =>
  horizonScores({ pinball_ratio: { unconditional, ewma } });

describe("the skill chart", () => {
  it("puts better left of parity and worse right of it", () => {
    const { rows, parity } = skillModel([ratios("0.96", "1.02")]);
    const [better, worse] = rows[0]?.dots ?? [];
    expect(parity).toBeCloseTo(0.5);
    expect(better?.position).toBeLessThan(parity);
    expect(worse?.position).toBeGreaterThan(parity);
  });

  it("makes a small gain look small", () => {
    const dot = skillModel([ratios("0.99", "1")]).rows[0]?.dots[0];
    expect(dot?.position).toBeGreaterThan(0.4);
  });

  it("keeps every dot in the picture", () => {
    for (const dot of skillModel([ratios("0.3", "2.5")]).rows[0]?.dots ?? []) {
      expect(dot.position).toBeGreaterThanOrEqual(0);
      expect(dot.position).toBeLessThanOrEqual(1);
    }
  });

  it("leaves out horizons without a score", () => {
    const { rows, baselines } = skillModel([unscored("7d"), ratios("0.9", "0.9")]);
    expect(rows.map((row) => row.horizon)).toEqual(["24h"]);
    expect(baselines).toEqual(["unconditional", "ewma"]);
  });
});
