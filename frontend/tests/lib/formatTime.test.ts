import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, instantOf, MINUTE_MS } from "../../src/domain/units";
import {
  clockTimeToTheSecond,
  duration,
  fullTime,
  shortTime,
  weekdayTime,
} from "../../src/lib/formatTime";

const instant = instantOf("2025-07-18T14:05:09Z");

describe("a time", () => {
  it("is written in UTC", () => {
    expect(weekdayTime(instant)).toBe("Fri 18 Jul, 14:05 UTC");
    expect(fullTime(instant)).toBe("18 Jul 2025, 14:05 UTC");
    expect(shortTime(instant)).toBe("18 Jul, 14:05");
    expect(clockTimeToTheSecond(instant)).toBe("14:05:09");
    const lastDay = instantOf("2025-12-31T23:30:00Z");
    expect(fullTime(lastDay)).toBe("31 Dec 2025, 23:30 UTC");
    expect(weekdayTime(lastDay)).toBe("Wed 31 Dec, 23:30 UTC");
  });
});

describe("a duration", () => {
  it.each([
    [-5, "0 s"],
    [45_900, "45 s"],
    [12 * MINUTE_MS + 59_000, "12 min"],
    [3 * HOUR_MS, "3 h"],
    [3 * HOUR_MS + 20 * MINUTE_MS, "3 h 20 min"],
    [2 * DAY_MS + 5 * HOUR_MS, "2 d 5 h"],
  ])("of %d ms reads %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
