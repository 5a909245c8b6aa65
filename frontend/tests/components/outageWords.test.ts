import { expect, it } from "vitest";
import { outageText } from "../../src/components/outageWords";
import { HOUR_MS, instantOf, MINUTE_MS } from "../../src/domain/units";

const since = instantOf("2025-07-17T12:00:05Z");
const say = (ms: number, isPartial = false, isOnline = true) =>
  outageText({ since, isPartial }, since + ms, isOnline);

it("says when the API last spoke, and how long ago once that matters", () => {
  expect(say(20_000)).toBe(
    "The API cannot be reached; this is the last that it said, at 12:00:05 UTC. Trying again.",
  );
  expect(say(12 * MINUTE_MS)).toContain("at 12:00:05 UTC (12 min ago)");
  expect(say(50 * HOUR_MS)).toContain("at 17 Jul 2025, 12:00 UTC (2 d 2 h ago)");
});

it("does not call an API silent that still says other things", () => {
  expect(say(20_000, true)).toMatch(/^Parts of this page cannot be read anew just now/);
});

it("says of a browser without a connection that it is that", () => {
  expect(say(5 * MINUTE_MS, false, false)).toMatch(/^You are offline: .*\(5 min ago\)/);
});
