import { describe, expect, it } from "vitest";
import { daysOf, dayText, rowText, shareText } from "../../../src/charts/uptime/uptimeModel";

describe("days of a strip", () => {
  it("are dated from the first one, in UTC", () => {
    const days = daysOf("2026-02-27", [1, null, 0.2]);
    expect(days.map(dayText)).toEqual([
      "27 Feb: up 100%",
      "28 Feb: not watched",
      "1 Mar: up 20.00%, 19 h 12 min lost",
    ]);
  });

  it.each([
    [1, "up"],
    [0.9995, "up"],
    [0.9994, "partly"],
    [0.5, "partly"],
    [0.49, "mostly-down"],
    [0, "mostly-down"],
    [null, "unknown"],
  ] as const)("of which %s was up are %s", (up, kind) => {
    expect(daysOf("2026-11-20", [up])[0]?.kind).toBe(kind);
  });
});

describe("a share", () => {
  it.each([
    [1, "100%"],
    [0.99999, "99.99%"],
    [0.9999, "99.99%"],
    [0.29, "29.00%"],
    [0, "0.00%"],
  ])("of %s is %s: never rounded up", (share, text) => {
    expect(shareText(share)).toBe(text);
  });
});

describe("a row", () => {
  it("says how many of its days are known, and never takes the others for well", () => {
    expect(rowText(0.999, 90, 90)).toBe("up 99.90% of 90 days");
    expect(rowText(0.999, 3, 90)).toBe("up 99.90% of the 3 of 90 days watched");
    expect(rowText(null, 0, 90)).toBe("not watched on any of 90 days");
  });
});
