import { describe, expect, it } from "vitest";
import { instantOf, priceOf, probabilityOf } from "../../src/domain/units";

describe("published strings", () => {
  it("become numbers of their unit", () => {
    expect(priceOf("61000.25")).toBe(61000.25);
    expect(probabilityOf("0.5")).toBe(0.5);
    expect(instantOf("2025-07-17T12:00:00Z")).toBe(Date.UTC(2025, 6, 17, 12));
  });

  it.each(["", " ", "NaN", "12,5", "Infinity"])("are refused when they are %j", (text) => {
    expect(() => priceOf(text)).toThrow(RangeError);
  });

  it("are refused as a probability outside 0 to 1", () => {
    expect(() => probabilityOf("1.01")).toThrow(RangeError);
    expect(() => probabilityOf("-0.01")).toThrow(RangeError);
  });

  it("are refused as a time when they are none", () => {
    expect(() => instantOf("noon")).toThrow(RangeError);
  });
});
