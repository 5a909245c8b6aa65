import { describe, expect, it } from "vitest";
import {
  cutoffAt,
  parseSlotId,
  slotAtOrBefore,
  slotId,
  stepOf,
  stepsOf,
  targetOf,
  WINDOW_SLOTS,
  windowAround,
} from "../../src/domain/slot";
import { HOUR_MS, instantOf, later } from "../../src/domain/units";

const T = instantOf("2025-07-17T13:00:00Z");

describe("a slot", () => {
  it("is named by its horizon and the hour of its cutoff", () => {
    expect(slotId({ horizon: "4h", cutoff: T })).toBe("4h-20250717T13Z");
    expect(parseSlotId("4h-20250717T13Z")).toEqual({ horizon: "4h", cutoff: T });
  });

  it.each(["", "2h-20250717T13Z", "4h-20251317T13Z", "4h-20250717T13", "next week"])(
    "is not named by %o",
    (text) => expect(parseSlotId(text)).toBeNull(),
  );

  it("has its target one horizon later", () => {
    expect(targetOf({ horizon: "7d", cutoff: T })).toBe(instantOf("2025-07-24T13:00:00Z"));
  });

  it("of seven days stands at midnight", () => {
    expect(slotId(slotAtOrBefore("7d", T))).toBe("7d-20250717T00Z");
    expect(slotAtOrBefore("1h", T).cutoff).toBe(T);
  });
});

describe("the slots of a horizon", () => {
  const span = { horizon: "24h", first: T, last: later(T, 10 * HOUR_MS) } as const;

  it("are counted from the first", () => {
    expect(stepsOf(span)).toBe(10);
    expect(stepOf(span, later(T, 3 * HOUR_MS))).toBe(3);
    expect(cutoffAt(span, 3)).toBe(later(T, 3 * HOUR_MS));
  });

  it("end where they end", () => {
    expect(stepOf(span, later(T, -HOUR_MS))).toBe(0);
    expect(stepOf(span, later(T, 99 * HOUR_MS))).toBe(10);
  });

  it("are looked at in stretches that do not move with the one chosen", () => {
    const { from, until } = windowAround({ horizon: "24h", cutoff: T });
    expect((until - from) / HOUR_MS).toBe(WINDOW_SLOTS - 1);
    for (const cutoff of [from, until]) {
      expect(windowAround({ horizon: "24h", cutoff })).toEqual({ from, until });
    }
    expect(windowAround({ horizon: "24h", cutoff: later(until, HOUR_MS) }).from).toBe(
      later(until, HOUR_MS),
    );
  });
});
