import { describe, expect, it } from "vitest";
import {
  baselineName,
  coverageVerdict,
  inOrder,
  isTooFew,
  skillVerdict,
  soFar,
} from "../../../src/features/track-record/verdicts";
import { horizonScores, unscored } from "../../fixtures/documents";

const coverage = (share: string, scored: number) =>
  coverageVerdict(horizonScores({ scored, coverage: { "80": share } }), 80);

describe("the verdict on coverage", () => {
  it("is as promised within two standard errors of the outcomes that do not overlap", () => {
    // 60 independent days: a standard error of .0516.
    expect(coverage("0.710000", 1440)).toContain("as promised");
    expect(coverage("0.890000", 1440)).toContain("as promised");
  });

  it("is too narrow or too wide beyond them", () => {
    expect(coverage("0.690000", 1440)).toContain("too narrow");
    expect(coverage("0.910000", 1440)).toContain("too wide");
  });

  it("is withheld while there are too few", () => {
    expect(coverage("0.300000", 100)).toContain("too few yet to judge");
  });

  it("is none before an outcome is known", () => {
    expect(coverageVerdict(unscored("24h"), 80)).toBeNull();
  });
});

describe("the verdict on the loss", () => {
  const skill = (scored: number, ratio: number) =>
    skillVerdict(horizonScores({ scored }), "unconditional", ratio);

  it.each([
    [0.96, "So far 4.0% better than the spread of all past moves"],
    [1.031, "So far 3.1% worse than the spread of all past moves"],
    [0.997, "So far no different from the spread of all past moves"],
  ])("for a ratio of %s is %j", (ratio, text) => {
    expect(skill(2400, ratio)).toBe(text);
  });

  it("says itself when fewer than a hundred outcomes that do not overlap stand behind it", () => {
    expect(skill(2399, 0.98)).toBe(
      "So far 2.0% better than the spread of all past moves: too few outcomes to judge",
    );
    expect(skill(2400, 0.98)).not.toContain("too few");
  });

  it("names a baseline it does not know by its own name", () => {
    expect(baselineName("rolling_year")).toBe("rolling year");
  });
});

describe("the baselines", () => {
  it("stand in one order, those it does not know last", () => {
    const given = { rolling_year: 3, ewma: 2, another: 4, unconditional: 1 };
    expect(inOrder(given).map(([name]) => name)).toEqual([
      "unconditional",
      "ewma",
      "another",
      "rolling_year",
    ]);
  });
});

describe("a count", () => {
  it("is too small below ten outcomes that do not overlap", () => {
    expect(isTooFew(horizonScores({ horizon: "7d", scored: 69 }))).toBe(true);
    expect(isTooFew(horizonScores({ horizon: "7d", scored: 70 }))).toBe(false);
  });
});

describe("so far", () => {
  it("always says how many, and how many do not overlap", () => {
    expect(soFar(horizonScores())).toBe("so far, n = 1,440 (about 60 that do not overlap)");
    expect(soFar(horizonScores({ horizon: "1h", scored: 10 }))).toBe("so far, n = 10");
  });
});
