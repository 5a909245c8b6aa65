import { describe, expect, it } from "vitest";
import type { HorizonScores } from "../../../src/api/documents";
import type { Probability } from "../../../src/domain/units";
import { closesOnRecord, touchesOnRecord } from "../../../src/features/levels/recordWords";
import { cameTrue, horizonScores, unscored } from "../../fixtures/documents";

const closes = (chance: number, over: Partial<HorizonScores> = {}) =>
  closesOnRecord(chance as Probability, horizonScores(over));
const touches = (chance: number, over: Partial<HorizonScores> = {}) =>
  touchesOnRecord(chance as Probability, horizonScores(over));

describe("how chances to end above have fared", () => {
  it("is said with its interval, and as said where that holds the chance", () => {
    expect(closes(0.65)).toBe(
      "Of the prices that 1,440 past 24-hour forecasts gave 65%, 66.0% were closed above, between 63.0% and 69.0% with 95% confidence: as said, within what chance allows.",
    );
  });

  it.each([
    [0.03, "gave 5%,"],
    [0.62, "gave 65%,"],
    [0.58, "gave 55%,"],
    [0.97, "gave 95%,"],
  ])("for %d is that of the nearest chance asked", (chance, words) => {
    expect(closes(chance)).toContain(words);
  });

  it.each([0.001, 0.02, 0.98])("is not said of %d, which no forecast was asked for", (chance) => {
    expect(closes(chance)).toBe(
      "Chances so near to none or to all are not asked of past forecasts.",
    );
    expect(touches(chance)).toBeNull();
  });

  it.each([
    ["0.660000", "0.700000", "more often than said."],
    ["0.600000", "0.640000", "less often than said."],
    ["0.650000", "0.700000", "as said, within what chance allows."],
  ])("between %s and %s is %s", (low, high, verdict) => {
    const bounds = { low: Array(10).fill(low), high: Array(10).fill(high) };
    expect(closes(0.65, { closed_above: cameTrue(100, bounds) })).toContain(`: ${verdict}`);
  });

  it("is no verdict while there is no interval", () => {
    const none = { low: Array(10).fill(null), high: Array(10).fill(null) };
    expect(closes(0.25, { closed_above: cameTrue(100, none) })).toBe(
      "Of the prices that 100 past 24-hour forecasts gave 25%, 26.0% were closed above: whether that is as said cannot be told yet.",
    );
  });

  it("is unknown before the first outcome", () => {
    expect(closesOnRecord(0.3 as Probability, unscored("24h"))).toContain("nobody knows");
    expect(closesOnRecord(0.3 as Probability, null)).toContain("nobody knows");
  });

  it("is not said to be empty before it has been read, or where an older answer lacks it", () => {
    const waiting = "once the record has been read";
    expect(closesOnRecord(0.3 as Probability, undefined)).toContain(waiting);
    const { closed_above: _, ...older } = horizonScores();
    expect(closesOnRecord(0.3 as Probability, older)).toContain(waiting);
  });
});

describe("how chances to be touched have fared", () => {
  it("is said apart, of both sides", () => {
    expect(touches(0.04)).toBe(
      "Of the 2,880 prices given 5% to be touched, 6.0% were, between 3.0% and 9.0% with 95% confidence: as said, within what chance allows.",
    );
  });

  it("is not said where none is claimed, or where closes have nothing to say either", () => {
    expect(touchesOnRecord(null, horizonScores())).toBeNull();
    expect(touchesOnRecord(0.3 as Probability, unscored("24h"))).toBeNull();
    expect(touchesOnRecord(0.3 as Probability, undefined)).toBeNull();
  });

  it("is that of the nearest chance that any price was given", () => {
    const asked = [...Array(8).fill(50), 0, 0];
    expect(touches(0.97, { touched: cameTrue(50, { asked }) })).toContain(
      "Of the 50 prices given 75% to be touched",
    );
  });

  it("is said to be missing where closes are known and touches are not", () => {
    expect(touches(0.3, { touched: null })).toBe("No touch has been judged yet.");
    const none = cameTrue(0, { asked: Array(10).fill(0) });
    expect(touches(0.3, { touched: none })).toBe("No touch has been judged yet.");
  });
});
