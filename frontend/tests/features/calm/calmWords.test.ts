import { describe, expect, it } from "vitest";
import { dailyVolatilities } from "../../../src/domain/volatility";
import { aheadSentence, calmSentence } from "../../../src/features/calm/calmWords";
import { candle, candles, forecast, NOON } from "../../fixtures/documents";

const HOUR_MS = 3_600_000;

describe("the volatility of the last days", () => {
  it("is one number for each whole day, newest first", () => {
    const hours = Array.from({ length: 60 }, (_, index) => {
      const one = candle(NOON - (60 - index) * HOUR_MS);
      return index >= 36 ? { ...one, high: "61000.00", low: "59000.00" } : one;
    });
    const [newest, before, ...more] = dailyVolatilities(hours);
    expect(newest).toBeCloseTo(Math.sqrt(24 * 0.5) * Math.log(61000 / 59000), 9);
    expect(before).toBeCloseTo(Math.sqrt(24 * 0.5) * Math.log(60100 / 59900), 9);
    expect(more).toEqual([]);
  });

  it("ends where a candle is missing, within a day or between two", () => {
    const rows = candles(120).candles;
    expect(dailyVolatilities(rows)).toHaveLength(5);
    expect(dailyVolatilities(rows.toSpliced(60, 1))).toHaveLength(2);
    expect(dailyVolatilities([...rows.slice(0, 95), ...rows.slice(96)])).toHaveLength(1);
  });
});

describe("how calm it is", () => {
  const before = Array.from({ length: 40 }, (_, index) => index + 1);

  it.each([
    [12.5, "The last 24 hours were calmer than 7 in 10 of the 40 days before."],
    [32.5, "The last 24 hours were wilder than 8 in 10 of the 40 days before."],
    [20.5, "The last 24 hours were about as calm as half of the 40 days before."],
    [0, "The last 24 hours were calmer than nearly all of the 40 days before."],
    [99, "The last 24 hours were wilder than nearly all of the 40 days before."],
  ])("at %d", (newest, words) => {
    expect(calmSentence([newest, ...before])).toBe(words);
  });

  it("is not said of too few days", () => {
    expect(calmSentence([1, 2, 3])).toBeNull();
    expect(calmSentence([])).toBeNull();
  });
});

describe("the day ahead", () => {
  const ahead = (p_above: string) =>
    aheadSentence({ ...forecast().record, regime: { volatility: "0.03", p_above } });

  it("is compared with the usual", () => {
    expect(ahead("0.15")).toBe(
      "A volatile day ahead is less likely than usual: 15%, where 33% is usual.",
    );
    expect(ahead("0.35")).toContain("about as likely as usual: 35%");
    expect(ahead("0.62")).toContain("more likely than usual: 62%");
  });

  it("is not spoken of where the forecast claims nothing", () => {
    expect(aheadSentence(forecast("1h").record)).toBeNull();
  });
});
