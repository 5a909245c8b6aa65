import { describe, expect, it } from "vitest";
import { timeTicks } from "../../src/charts/timeTicks";
import { instantOf } from "../../src/domain/units";

const ticks = (from: string, until: string, most: number) =>
  timeTicks(instantOf(from), instantOf(until), most).map((tick) => tick.label);

describe("time ticks", () => {
  it("stand on full hours, and name the day at midnight", () => {
    expect(ticks("2025-07-17T20:30:00Z", "2025-07-18T03:00:00Z", 4)).toEqual([
      "22:00",
      "18 Jul",
      "02:00",
    ]);
  });

  it("stand on Mondays when they are weeks apart", () => {
    expect(ticks("2025-06-20T00:00:00Z", "2025-07-19T00:00:00Z", 5)).toEqual([
      "23 Jun",
      "30 Jun",
      "7 Jul",
      "14 Jul",
    ]);
  });
});
