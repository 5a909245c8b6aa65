import { expect, it } from "vitest";
import { coverageRange } from "../../../src/charts/coverage-range/coverageRangeModel";

it("places what held about its promise, and says what is off beyond chance", () => {
  const held = coverageRange({ nominal: 0.8, observed: 0.85, interval: { low: 0.7, high: 0.9 } });
  expect(held.off).toBe(false);
  expect(held.observed).toBeGreaterThan(held.nominal);
  const wide = coverageRange({ nominal: 0.8, observed: 0.9, interval: { low: 0.85, high: 0.95 } });
  expect(wide.off).toBe(true);
  const far = coverageRange({ nominal: 0.8, observed: 0.1, interval: null });
  expect([far.observed, far.off]).toEqual([0, false]);
});
