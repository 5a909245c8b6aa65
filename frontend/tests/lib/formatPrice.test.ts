import { describe, expect, it } from "vitest";
import type { Price } from "../../src/domain/units";
import { exactDollars, roundedInterval, wholeDollars } from "../../src/lib/formatPrice";

const interval = (low: number, high: number) => roundedInterval(low as Price, high as Price);

describe("dollars", () => {
  it("are written to the cent or whole", () => {
    expect(exactDollars(61000.5 as Price)).toBe("$61,000.50");
    expect(wholeDollars(61000.5 as Price)).toBe("$61,001");
  });

  it("keep their cents when there are few of them", () => {
    expect(wholeDollars(0.25 as Price)).toBe("$0.25");
  });
});

describe("a rounded interval", () => {
  it.each([
    [61012.34, 63987.65, "$61,000", "$64,000"],
    [58123.4, 61977.8, "$58,100", "$62,000"],
    [116773.1, 118231.9, "$116,770", "$118,230"],
    [50000, 70000, "$50,000", "$70,000"],
  ])("from %d to %d reads %s to %s", (low, high, wantLow, wantHigh) => {
    expect(interval(low, high)).toEqual({ low: wantLow, high: wantHigh });
  });

  it("never moves an end by more than a fortieth of its width", () => {
    for (let width = 45; width < 40_000; width *= 1.7) {
      const low = 60_123.45;
      const text = interval(low, low + width).low.replace(/[$,]/g, "");
      expect(Math.abs(Number(text) - low)).toBeLessThanOrEqual(width / 40);
    }
  });

  it("is exact when it is narrow or nothing wide", () => {
    expect(interval(60_000.1, 60_000.9)).toEqual({ low: "$60,000.10", high: "$60,000.90" });
    expect(interval(60_000, 60_000)).toEqual({ low: "$60,000.00", high: "$60,000.00" });
  });
});
