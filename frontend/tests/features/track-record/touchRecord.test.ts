import { describe, expect, it } from "vitest";
import { touchesVerdict, touchRows } from "../../../src/features/track-record/touchRecord";
import { cameTrue } from "../../fixtures/documents";

describe("the record of touches", () => {
  it("has a row for each chance that any price was given", () => {
    const asked = [...Array(9).fill(200), 0];
    const rows = touchRows(cameTrue(200, { asked }));
    expect(rows).toHaveLength(9);
    expect(rows[0]).toEqual({
      level: "0.050000",
      asked: 200,
      count: 12,
      share: "0.06",
      interval: { low: "0.030000", high: "0.090000" },
    });
  });

  it("is as said where every interval holds its chance", () => {
    expect(touchesVerdict(touchRows(cameTrue(200)))).toBe(
      "Prices were touched as often as said, within what chance allows.",
    );
  });

  it("names the chances that are off", () => {
    const high = ["0.04", "0.14", ...Array(8).fill("1")];
    const low = [...Array(9).fill("0"), "0.96"];
    const came = [6, 20, ...Array(7).fill(100), 196];
    const less = touchRows(cameTrue(200, { came, low: Array(10).fill("0"), high }));
    expect(touchesVerdict(less)).toBe(
      "Of 10 chances, 2 lie outside their 95% intervals. Touched less often: prices given 5%, 15%.",
    );
    expect(touchesVerdict(touchRows(cameTrue(200, { came, low, high })))).toContain(
      "Of 10 chances, 3 lie outside their 95% intervals. Touched more often: prices given 95%. Touched less often: prices given 5%, 15%.",
    );
  });

  it("is no verdict while nothing can be told", () => {
    const none = Array(10).fill(null);
    const rows = touchRows(cameTrue(200, { low: none, high: none }));
    expect(touchesVerdict(rows)).toContain("cannot be told yet");
    expect(rows.every(({ interval }) => interval === null)).toBe(true);
  });
});
