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

it("follows a change of half an hour, on the other side of the world", () => {
  expect(at("2025-10-04T15:00:00Z", "Australia/Lord_Howe")).toContain("Sun 5 Oct, 01:30");
  expect(at("2025-10-04T15:30:00Z", "Australia/Lord_Howe")).toContain("Sun 5 Oct, 02:30");
  expect(at("2025-04-05T14:30:00Z", "Australia/Lord_Howe")).toContain("Sun 6 Apr, 01:30");
  expect(at("2025-04-05T15:00:00Z", "Australia/Lord_Howe")).toContain("Sun 6 Apr, 01:30");
});

it("is right for a target on the other side of the change", () => {
  // Issued at noon before the change; a day later the clocks have moved, UTC has not.
  expect(at("2025-03-08T17:00:00Z", "America/New_York")).toContain("Sat 8 Mar, 12:00");
  expect(at("2025-03-09T17:00:00Z", "America/New_York")).toContain("Sun 9 Mar, 13:00");
  expect(at("2025-11-01T16:00:00Z", "America/New_York")).toContain("Sat 1 Nov, 12:00");
  expect(at("2025-11-02T16:00:00Z", "America/New_York")).toContain("Sun 2 Nov, 11:00");
});

it("is written as the reader's locale writes it, in its own digits", () => {
  const noon = instantOf("2025-07-17T12:00:00Z");
  const said = (locale: string) => localTime(noon, "Asia/Kolkata", locale);
  expect(said("de-DE")).toMatch(/^Do\.?, 17\. Juli?,? (um )?17:30/);
  expect(said("hi-IN")).toContain("5:30");
  expect(said("ar-EG")).toContain("٥:٣٠");
});

it("is left out where it would only repeat UTC", () => {
  expect(at("2025-01-17T12:00:00Z", "Europe/London")).toBeNull();
  expect(at("2025-07-17T12:00:00Z", "Europe/London")).toContain("13:00 BST");
});
