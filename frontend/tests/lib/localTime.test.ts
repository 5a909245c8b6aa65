import { expect, it } from "vitest";
import { instantOf } from "../../src/domain/units";
import { localTime } from "../../src/lib/localTime";

const at = (text: string, zone?: string) => localTime(instantOf(text), zone, "en-GB");

it("names the hour and the zone where the reader is", () => {
  expect(at("2025-07-17T12:00:00Z")).toBe("Fri 18 Jul, 00:00 GMT+12");
});

it("follows the change to and from summer time", () => {
  expect(at("2025-03-30T00:30:00Z", "Europe/Berlin")).toContain("01:30 CET");
  expect(at("2025-03-30T01:30:00Z", "Europe/Berlin")).toContain("03:30 CEST");
  expect(at("2025-10-26T00:30:00Z", "Europe/Berlin")).toContain("02:30 CEST");
  expect(at("2025-10-26T01:30:00Z", "Europe/Berlin")).toContain("02:30 CET");
});

it("is left out where it would only repeat UTC", () => {
  expect(at("2025-01-17T12:00:00Z", "Europe/London")).toBeNull();
  expect(at("2025-07-17T12:00:00Z", "Europe/London")).toContain("13:00 BST");
});
