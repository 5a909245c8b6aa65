import { describe, expect, it } from "vitest";
import golden from "../../../tests/golden/levels.json";
import type { ForecastRecord } from "../../src/api/documents";
import { chanceOfCloseAbove, priceAt } from "../../src/domain/distribution";
import { levelChances } from "../../src/domain/levels";
import { priceOf } from "../../src/domain/units";
import { forecast } from "../fixtures/documents";

const published = golden.map(({ record, levels }) => ({
  record: { ...forecast("24h").record, ...record } as ForecastRecord,
  levels,
}));

describe("the chance of a level", () => {
  it.each(published)("is what the API says, case %#", ({ record, levels }) => {
    for (const level of levels) {
      const { closeAbove, touch } = levelChances(record, priceOf(level.price));
      expect(closeAbove).toBeCloseTo(Number(level.p_close_above), 6);
      if (level.p_touch === null) expect(touch).toBeNull();
      else expect(touch).toBeCloseTo(Number(level.p_touch), 6);
    }
  });

  it("falls as the level rises", () => {
    const [{ record, levels } = { record: forecast().record, levels: [] }] = published;
    const sorted = levels.map((one) => priceOf(one.price)).sort((a, b) => a - b);
    const chances = sorted.map((price) => chanceOfCloseAbove(record, price));
    expect(chances).toEqual([...chances].sort((a, b) => b - a));
  });
});

describe("the quantile at a level", () => {
  it.each(published.slice(0, 4))("is closed above with the chance left, case %#", ({ record }) => {
    for (const level of [0.005, 0.025, 0.375, 0.5, 0.985]) {
      expect(chanceOfCloseAbove(record, priceAt(record, level))).toBeCloseTo(1 - level, 9);
    }
  });
});
