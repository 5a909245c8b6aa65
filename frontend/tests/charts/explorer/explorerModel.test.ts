import { describe, expect, it } from "vitest";
import {
  firstView,
  hourAfter,
  hourInWords,
  hoursOf,
  moveOf,
  placeOf,
  priceIn,
} from "../../../src/charts/explorer/explorerModel";
import { HOUR_MS, type Instant } from "../../../src/domain/units";
import { candle, forecast, iso, NOON } from "../../fixtures/documents";

const hour = (index: number) => (NOON + index * HOUR_MS) as Instant;
const record = forecast("4h").record;
/** Noon is the cutoff: the hours before it, with one that no candle tells of. */
const CANDLES = [-4, -3, -1].map((index) => candle(hour(index), 60_000 + index));
const HOURS = hoursOf(CANDLES, record);

describe("the hours of the explorer", () => {
  it("are all there from the oldest candle to the end of the forecast", () => {
    expect(HOURS.map(({ opens }) => opens)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4].map(hour));
    const known = HOURS.map(({ candle: one }) => one !== null);
    expect(known).toEqual([true, true, false, true, false, false, false, false, false]);
  });

  it("end with the newest candle where no forecast is", () => {
    expect(hoursOf(CANDLES, null).at(-1)?.opens).toBe(hour(-1));
    expect(hoursOf([], record)).toEqual([]);
  });

  it("go on beyond the forecast when newer candles have come", () => {
    const later = hoursOf([...CANDLES, candle(hour(6))], record);
    expect(later.at(-1)?.opens).toBe(hour(6));
  });

  it("have their places, and what lies between two of them too", () => {
    expect(placeOf(HOURS, hour(-4))).toBe(0);
    expect(placeOf(HOURS, (hour(0) + HOUR_MS / 4) as Instant)).toBe(4.25);
  });

  it("are first seen from before the cutoff to the end of the forecast", () => {
    expect(firstView(HOURS, record, 2)).toEqual({ from: 1, to: 9 });
    expect(firstView(HOURS, record, 100).from).toBeLessThan(0);
    expect(firstView(HOURS, null, 3).from).toBeCloseTo(4);
  });
});

describe("an hour in words", () => {
  const words = (index: number) => {
    const found = HOURS.find(({ opens }) => opens === hour(index));
    return found && hourInWords(found, record);
  };

  it("tells of a candle, and of one that is missing", () => {
    expect(words(-1)).toBe(
      "Thu 17 Jul, 11:00–12:00 UTC: opened at $59,999, highest $60,099, lowest $59,899, closed at $59,999",
    );
    expect(words(-2)).toBe("Thu 17 Jul, 10:00 UTC: there is no candle of this hour");
  });

  it("tells of the end of the fan as of what is forecast, and of nothing before it so", () => {
    expect(words(4)).toBe(
      "Thu 17 Jul, 16:00 UTC, what is forecast: 80% between $58,108 and $61,953",
    );
    for (const index of [0, 1, 2, 3]) {
      expect(words(index)).toMatch(
        /not forecast itself; the forecast is for Thu 17 Jul, 16:00 UTC$/,
      );
    }
  });
});

describe("the cross", () => {
  it("goes by hours, from the newest candle on, and never beyond an end", () => {
    expect(hourAfter(HOURS, null, -1)?.opens).toBe(hour(-1));
    expect(hourAfter(HOURS, hour(-1), 1)?.opens).toBe(hour(0));
    expect(hourAfter(HOURS, hour(0), -24)?.opens).toBe(hour(-4));
    expect(hourAfter(HOURS, hour(0), Number.POSITIVE_INFINITY)?.opens).toBe(hour(4));
    expect(hourAfter(HOURS, hour(0), Number.NEGATIVE_INFINITY)?.opens).toBe(hour(-4));
    expect(hourAfter([], null, 1)).toBeUndefined();
  });

  it("stands at the close, or at the newest one known before", () => {
    expect(HOURS.map((one) => priceIn(HOURS, one))).toEqual([
      59_996, 59_997, 59_997, 59_999, 59_999, 59_999, 59_999, 59_999, 59_999,
    ]);
  });

  it("answers to its own keys only", () => {
    expect(moveOf("ArrowLeft", false)).toEqual({ hours: -1 });
    expect(moveOf("ArrowRight", true)).toEqual({ hours: 24 });
    expect(moveOf("+", true)).toEqual(moveOf("ArrowUp", false));
    const [closer, wider] = [moveOf("+", false), moveOf("-", false)];
    expect(closer && "zoom" in closer && closer.zoom).toBeLessThan(1);
    expect(wider && "zoom" in wider && wider.zoom).toBeGreaterThan(1);
    expect(moveOf("Home", false)).toEqual({ hours: Number.NEGATIVE_INFINITY });
    expect(moveOf("Escape", false)).toBeNull();
    expect(moveOf("Tab", false)).toBeNull();
  });
});

it("has the fixtures that it reckons with", () => {
  expect(record.slot).toEqual({ horizon: "4h", cutoff: iso(hour(0)), target: iso(hour(4)) });
});
