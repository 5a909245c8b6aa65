import { describe, expect, it } from "vitest";
import { coverageBars } from "../../../src/charts/coverage/coverageModel";
import { horizonScores, unscored } from "../../fixtures/documents";

describe("coverage bars", () => {
  it("set what held beside what was promised", () => {
    expect(coverageBars(horizonScores())).toEqual([
      { percent: 50, nominal: 0.5, observed: 0.49 },
      { percent: 80, nominal: 0.8, observed: 0.793 },
      { percent: 90, nominal: 0.9, observed: 0.895 },
      { percent: 95, nominal: 0.95, observed: 0.947 },
    ]);
  });

  it("are none before an outcome is known", () => {
    expect(coverageBars(unscored("24h"))).toEqual([]);
  });
});
