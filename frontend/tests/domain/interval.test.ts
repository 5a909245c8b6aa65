import { describe, expect, it } from "vitest";
import { centralInterval, quantileAt } from "../../src/domain/interval";
import { forecast } from "../fixtures/documents";

const { record } = forecast();

describe("a central interval", () => {
  it.each([
    [50, "0.25", "0.75"],
    [80, "0.1", "0.9"],
    [90, "0.05", "0.95"],
    [95, "0.025", "0.975"],
  ] as const)("of %i %% runs from level %s to %s", (percent, low, high) => {
    const interval = centralInterval(record, percent);
    expect([interval.low.level, interval.high.level]).toEqual([low, high]);
  });

  it("finds levels however many zeros they are written with", () => {
    const quantiles = record.quantiles.map((quantile) => ({
      ...quantile,
      level: Number(quantile.level).toFixed(6),
    }));
    expect(centralInterval({ ...record, quantiles }, 80).low.level).toBe("0.100000");
  });

  it("is refused where the level was not published", () => {
    expect(() => quantileAt(record, 0.123)).toThrow(RangeError);
  });
});
