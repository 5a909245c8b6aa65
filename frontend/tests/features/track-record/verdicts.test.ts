import { describe, expect, it } from "vitest";
import type { Interval, Skill } from "../../../src/api/documents";
import { baselineName } from "../../../src/domain/baselines";
import {
  coverageVerdict,
  directionVerdict,
  restsOn,
  skillVerdict,
  soFar,
} from "../../../src/features/track-record/verdicts";
import { horizonScores, unscored } from "../../fixtures/documents";
import { between, skill } from "../../fixtures/skill";

const coverage = (low: number, high: number) =>
  coverageVerdict(horizonScores({ skill: skill({ coverage: { "80": between(low, high) } }) }), 80);

describe("the verdict on coverage", () => {
  it("is as promised where the interval of the share holds what was promised", () => {
    expect(coverage(0.71, 0.801)).toBe(
      "The 80% intervals held 79.3% of the outcomes, between 71.0% and 80.1% with 95% confidence: as promised, within what chance allows.",
    );
    expect(coverage(0.8, 0.9)).toContain("as promised");
  });

  it("is too narrow or too wide where it does not", () => {
    expect(coverage(0.7, 0.799)).toContain("too narrow");
    expect(coverage(0.801, 0.9)).toContain("too wide");
  });

  it("is withheld while there is no interval", () => {
    const early = horizonScores({ skill: skill({ coverage: { "80": null } }) });
    expect(coverageVerdict(early, 80)).toBe(
      "The 80% intervals held 79.3% of the outcomes: whether that is as promised cannot be told yet.",
    );
    expect(coverageVerdict(horizonScores({ skill: null }), 80)).toContain("cannot be told yet");
  });

  it("is none before an outcome is known", () => {
    expect(coverageVerdict(unscored("24h"), 80)).toBeNull();
  });
});

describe("the verdict on the loss", () => {
  const verdict = (ratio: number, interval: Interval | null) =>
    skillVerdict(
      horizonScores({ skill: skill({ pinball_ratio: { unconditional: interval } }) }),
      "unconditional",
      ratio,
    );

  it.each([
    [
      0.96,
      between(0.938, 0.981),
      "Better than the spread of all past moves: between 1.9% and 6.2%",
    ],
    [1.03, between(1.01, 1.05), "Worse than the spread of all past moves: between 1.0% and 5.0%"],
    [
      0.9,
      between(0.8, 1.0),
      "Cannot be told apart yet from the spread of all past moves: between 20.0% better and 0.0% worse",
    ],
    [0.98, null, "So far 2.0% better than the spread of all past moves: cannot be told yet"],
    [1.02, null, "So far 2.0% worse than the spread of all past moves: cannot be told yet"],
  ])("for a ratio of %s in %j is %j", (ratio, interval, text) => {
    expect(verdict(ratio, interval)).toBe(text);
  });

  it("names a baseline it does not know by its own name", () => {
    expect(baselineName("rolling_year")).toBe("rolling year");
  });
});

describe("the verdict on direction", () => {
  const verdict = (over: Partial<Skill>) =>
    directionVerdict(horizonScores({ skill: skill({ ...over }) }));

  it("is an edge only where the document says so, and says how small it is", () => {
    expect(
      verdict({ p_up: "0.007300", p_up_interval: between(0.0062, 0.0084), directional_edge: true }),
    ).toBe(
      "A small directional edge: P(up)’s Brier score is between 0.62% and 0.84% better than that of one half, with 95% confidence. That does not pay the costs of trading.",
    );
  });

  it.each([
    ["0.004400", between(-0.0038, 0.0131), "between 0.38% worse and 1.31% better than"],
    ["-0.010000", between(-0.02, -0.005), "between 0.50% and 2.00% worse than"],
    ["0.004400", null, "cannot be told yet"],
    ["0.000000", null, "one half each, always"],
  ])("of a Brier skill of %s in %j is none: %s", (p_up, p_up_interval, words) => {
    const said = verdict({ p_up, p_up_interval });
    expect(said).toMatch(/^No directional edge/);
    expect(said).toContain(words);
  });

  it("is withheld before P(up) has been scored", () => {
    expect(verdict({ p_up: null })).toBeNull();
    expect(directionVerdict(unscored("7d"))).toBeNull();
  });
});

describe("what the intervals rest on", () => {
  it("is the days, and the fewest independent ones that would tell as much", () => {
    expect(restsOn(horizonScores())).toBe(
      "60 days, which tell as much as about 48 independent ones",
    );
    const independent = skill({ pinball_ratio: { ewma: between(0.9, 1.1, 60) } });
    expect(restsOn(horizonScores({ skill: independent }))).toBe("60 days");
  });

  it("says when they are too few", () => {
    const early = skill({ days: 9, pinball_ratio: { ewma: null } });
    expect(restsOn(horizonScores({ skill: early }))).toBe("9 days: too few for an interval");
    expect(restsOn(unscored("7d"))).toBeNull();
  });
});

describe("so far", () => {
  it("always says how many, and how many do not overlap", () => {
    expect(soFar(horizonScores())).toBe("so far, n = 1,440 (about 60 that do not overlap)");
    expect(soFar(horizonScores({ horizon: "1h", scored: 10 }))).toBe("so far, n = 10");
  });
});
