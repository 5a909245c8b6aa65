import { describe, expect, it } from "vitest";
import { stalenessOf } from "../../src/domain/staleness";
import { HOUR_MS, type Instant } from "../../src/domain/units";
import { forecast, iso, NOON } from "../fixtures/documents";

/** Staleness of a forecast of noon this many hours later, with data as new as told. */
function staleness(hours: number, horizon: "24h" | "7d" = "24h", dataHours = hours) {
  const now = (NOON + hours * HOUR_MS) as Instant;
  const data = iso(NOON + dataHours * HOUR_MS);
  return stalenessOf(forecast(horizon).record, data, now, "live");
}

describe("how far a forecast is behind", () => {
  it("is judged by how long its next slot is overdue", () => {
    // The next slot is due after an hour.
    const found = [2.5, 2.6, 4, 4.1, 25, 25.1].map((hours) => staleness(hours));
    expect(found).toEqual(["current", "late", "late", "old", "old", "gone"]);
    expect(staleness(25, "7d")).toBe("current");
    expect(staleness(26, "7d")).toBe("late");
  });

  it("is judged by the newest candle where that is older", () => {
    expect(staleness(10, "7d", 8.4)).toBe("late");
    expect(staleness(10, "7d", 6)).toBe("old");
  });

  it("is nothing while a replay catches up", () => {
    const late = (NOON + 100 * HOUR_MS) as Instant;
    expect(stalenessOf(forecast().record, iso(NOON), late, "catching_up")).toBe("current");
  });
});
