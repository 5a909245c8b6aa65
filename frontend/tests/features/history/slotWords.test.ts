import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/api/documents";
import {
  cameOf,
  intervalsOf,
  lossesOf,
  placeOf,
  saidOf,
  stateOf,
  touchedWords,
} from "../../../src/features/history/slotWords";
import { forecast, missedRow, pendingRow, row } from "../../fixtures/documents";

const OUTCOME: Outcome = {
  price: "60500.00",
  log_return: "0.008299",
  scored_at: "2025-07-17T12:00:00Z",
  pit: "0.620000",
  pinball: { model: "0.002000" },
  crps: { ewma: "0.004200", model: "0.004100", unconditional: "0.004000" },
  covered: { "95": true, "50": false, "80": true },
};

describe("a slot in words", () => {
  it("says what was said and what came", () => {
    expect(saidOf(row())).toBe("It said: 8 in 10 chance of $58,100 to $61,950.");
    expect(cameOf(row())).toBe("It came to $60,500: inside.");
  });

  it("says on which side a miss of the interval lies", () => {
    const miss = { covered_80: false, outcome_price: "63000.00" };
    expect(cameOf(row({ ...miss, pit: "0.970000" }))).toBe(
      "It came to $63,000: outside, above it.",
    );
    expect(cameOf(row({ ...miss, pit: "0.030000" }))).toContain("outside, below it.");
  });

  it("makes nothing up where there is no forecast or no outcome", () => {
    expect(saidOf(missedRow())).toBeNull();
    expect(cameOf(missedRow())).toContain("stays missed for ever");
    expect(cameOf(pendingRow())).toBe("What came is not known yet.");
    expect([row(), row({ covered_80: false }), pendingRow(), missedRow()].map(stateOf)).toEqual([
      "inside",
      "outside",
      "outcome not known yet",
      "missed",
    ]);
  });

  it.each([
    ["0.620000", "higher than 62 in 100 of what was thought possible"],
    ["0.050000", "lower than 95 in 100 of what was thought possible"],
    ["0.999000", "higher than almost all of what was thought possible"],
    ["0.001000", "lower than almost all of what was thought possible"],
  ])("says where %s lies", (pit, words) => expect(placeOf(pit)).toBe(words));

  it("names the intervals that held the outcome, narrowest first", () => {
    expect(intervalsOf(OUTCOME)).toBe("50% no, 80% yes, 95% yes");
  });

  it("says how far the price got on the way, and what was said of that", () => {
    const { record } = forecast("24h");
    const far = { highest: "61234.5", lowest: "59100", p_highest: "0.231", p_lowest: "0.004" };
    expect(touchedWords(record, { ...OUTCOME, touched: far })).toBe(
      "In the hours between, the price went up to $61,235 (given 23% to be touched) and went down to $59,100 (given less than 1% to be touched).",
    );
    const still = { highest: "59999", lowest: "60000.00", p_highest: "1", p_lowest: "1" };
    expect(touchedWords(record, { ...OUTCOME, touched: still })).toBe(
      "In the hours between, the price never went above where it began and never went below where it began.",
    );
    expect(touchedWords(record, OUTCOME)).toBeNull();
  });

  it("tells of baselines that did better as of those that did worse", () => {
    expect(lossesOf(OUTCOME).map(({ name, verdict }) => [name, verdict])).toEqual([
      ["this forecast", null],
      ["the EWMA baseline", "worse than the forecast"],
      ["the long-run distribution", "better than the forecast"],
    ]);
  });
});
