import { describe, expect, it } from "vitest";
import { HOUR_MS, type Instant } from "../../../src/domain/units";
import {
  ROWS_SHOWN_MAX,
  recentForecasts,
} from "../../../src/features/recent-forecasts/resolvedRows";
import { iso, missedRow, NOON, pendingRow, row } from "../../fixtures/documents";

describe("recent forecasts", () => {
  it("set apart what has an outcome from what awaits one", () => {
    const recent = recentForecasts(
      [
        pendingRow({ target: iso(NOON + 2 * HOUR_MS) }),
        pendingRow({ target: iso(NOON + HOUR_MS) }),
        row(),
      ],
      null,
    );
    expect(recent.pending).toBe(2);
    expect(recent.nextOutcome).toBe(NOON + HOUR_MS);
    expect(recent.resolved).toHaveLength(1);
  });

  it("keep missed slots in their place, with the reason", () => {
    const { resolved } = recentForecasts([row(), missedRow({ id: "m" }), row({ id: "r" })], null);
    expect(resolved.map((one) => one.kind)).toEqual(["scored", "missed", "scored"]);
    expect(resolved[1]).toMatchObject({ reason: "no candle by the deadline" });
  });

  it("take the verdict from the record, not from the rounding", () => {
    const [inside, outside] = recentForecasts([row(), row({ covered_80: false })], null).resolved;
    expect(inside).toMatchObject({ inside: true, outcome: 60_500 });
    expect(outside).toMatchObject({ inside: false });
  });

  it("are no more than the table shows", () => {
    const many = Array.from({ length: 40 }, (_, index) => row({ id: `${index}` }));
    expect(recentForecasts(many, null).resolved).toHaveLength(ROWS_SHOWN_MAX);
  });

  it("await nothing where nothing is pending", () => {
    expect(recentForecasts([], null).nextOutcome).toBeNull();
  });

  it("await no outcome from beyond the end of the history", () => {
    const rows = [1, 2, 3].map((hours) => pendingRow({ target: iso(NOON + hours * HOUR_MS) }));
    const near = recentForecasts(rows, (NOON + HOUR_MS) as Instant);
    expect(near).toMatchObject({ pending: 1, beyondEnd: 2, nextOutcome: NOON + HOUR_MS });
    const over = recentForecasts(rows, NOON as Instant);
    expect(over).toMatchObject({ pending: 0, beyondEnd: 3, nextOutcome: null });
  });
});
