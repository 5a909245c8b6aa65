import { describe, expect, it } from "vitest";
import type { Probability } from "../../../src/domain/units";
import { chanceOnRecord, levelOf } from "../../../src/features/levels/levelWords";
import { horizonScores, unscored } from "../../fixtures/documents";

describe("a typed level", () => {
  it.each([
    ["61000", 61000],
    ["$61,000.50", 61000.5],
    [" 61 000 ", 61000],
    ["62.000,50", 62000.5],
    ["62.000", 62000],
    ["62,00,000", 6200000],
    ["1.234.567,5", 1234567.5],
    ["61’000.25", 61000.25],
    ["٦٢٬٠٠٠٫٥٠", 62000.5],
    ["۶۲۰۰۰", 62000],
    ["६२,०००", 62000],
    ["61000.", 61000],
  ])("%s is a price", (text, price) => {
    expect(levelOf(text)).toBe(price);
  });

  it.each([
    "",
    "0",
    "-5",
    "1e5",
    "1,000,50",
    "1.000,000.5",
    "61000.123",
    "62.0000",
    "9999999999",
    "high",
  ])("%s is none", (text) => {
    expect(levelOf(text)).toBeNull();
  });
});

describe("how such chances have fared", () => {
  // Outcomes pile up at the top: 40 of 100 above the 80 % quantile, 50 above the 70 % one.
  const scores = horizonScores({ pit_histogram: [5, 5, 10, 10, 10, 5, 5, 10, 10, 30] });
  const said = (chance: number) => chanceOnRecord(chance as Probability, scores);

  it("is counted from the PIT of the outcomes, at the tenths on both sides", () => {
    expect(said(0.25)).toBe(
      "Of 100 24-hour forecasts so far (about 4 that do not overlap), levels given 20% were closed above in 40%, levels given 30% were closed above in 50%.",
    );
  });

  it("is of one tenth where the chance is near it", () => {
    expect(said(0.21)).toContain("levels given 20% were closed above in 40%.");
    expect(said(0.21)).not.toContain("30%");
  });

  it.each([
    [0.001, "given 10% were closed above in 30%"],
    [0.999, "given 90% were closed above in 95%"],
  ])("is at the outermost tenth for %d", (chance, words) => {
    expect(said(chance)).toContain(words);
  });

  it("is unknown before the first outcome", () => {
    expect(chanceOnRecord(0.3 as Probability, unscored("24h"))).toContain("nobody knows");
    expect(chanceOnRecord(0.3 as Probability, null)).toContain("nobody knows");
  });

  it("is not said to be empty before it has been read", () => {
    expect(chanceOnRecord(0.3 as Probability, undefined)).toContain(
      "once the record has been read",
    );
  });
});
