import { describe, expect, it } from "vitest";
import {
  type HindsightInput,
  hindsightGeometry,
} from "../../../src/charts/hindsight/hindsightGeometry";
import { HOUR_MS, type Instant, later, type Price } from "../../../src/domain/units";
import { candle, forecast, NOON, REFERENCE } from "../../fixtures/documents";

const CUTOFF = NOON as Instant;
const OUTCOME = 61_000 as Price;
/** Ten hours before the cutoff, and the day after it. */
const CANDLES = Array.from({ length: 34 }, (_, index) =>
  candle(NOON + (index - 10) * HOUR_MS, index === 33 ? OUTCOME : REFERENCE),
);

function drawn(over: Partial<HindsightInput> = {}) {
  return hindsightGeometry({
    candles: CANDLES,
    cutoff: CUTOFF,
    target: later(CUTOFF, 24 * HOUR_MS),
    record: forecast().record,
    outcome: OUTCOME,
    withOutcome: true,
    historyHours: 8,
    width: 720,
    height: 380,
    ...over,
  });
}

const startOf = (path: string | undefined) => path?.match(/^M([\d.]+) /)?.[1];

describe("the fan with what came laid over it", () => {
  it("parts the candles at the cutoff, and joins the two lines there", () => {
    const { before, after, cutoffX, readings } = drawn() ?? expect.fail();
    expect(readings).toHaveLength(8 + 24);
    expect(before.closes).toHaveLength(1);
    expect(after.closes).toHaveLength(1);
    expect(Number(startOf(after.closes[0]))).toBeCloseTo(cutoffX, 0);
    expect(before.closes[0]).toContain(`L${startOf(after.closes[0])} `);
  });

  it("ends at the target, at the price that was reached", () => {
    const { targetX, outcomeY, readings, endLabels } = drawn() ?? expect.fail();
    expect(readings.at(-1)).toMatchObject({ x: targetX, y: outcomeY, close: OUTCOME });
    expect(endLabels.map(({ kind, label }) => [kind, label])).toContainEqual([
      "outcome",
      "$61,000",
    ]);
  });

  it("shows nothing of what came when asked for the forecast as issued, at the same scale", () => {
    const hidden = drawn({ withOutcome: false }) ?? expect.fail();
    expect(hidden.after).toEqual({ closes: [], ranges: "" });
    expect(hidden.outcomeY).toBeNull();
    expect(hidden.readings.at(-1)?.at).toBe(CUTOFF);
    expect(hidden.endLabels.map(({ kind }) => kind)).toContain("median");
    expect(hidden.bands).toEqual(drawn()?.bands);
  });

  it("leaves a hole where an hour is missing", () => {
    const holed = CANDLES.filter((_, index) => index !== 20);
    expect(drawn({ candles: holed })?.after.closes).toHaveLength(2);
  });

  it("does not join over a missing hour at the cutoff", () => {
    const holed = CANDLES.filter((_, index) => index !== 9);
    const { after, cutoffX } = drawn({ candles: holed }) ?? expect.fail();
    expect(Number(startOf(after.closes[0]))).toBeGreaterThan(cutoffX + 1);
  });

  it("draws what came without a fan where the slot was missed", () => {
    const { bands, median, after } = drawn({ record: null, outcome: null }) ?? expect.fail();
    expect([bands, median]).toEqual([[], null]);
    expect(after.closes).toHaveLength(1);
  });

  it("draws the fan without candles, and nothing of nothing", () => {
    expect(drawn({ candles: [] })?.bands).toHaveLength(3);
    expect(drawn({ candles: [], record: null, outcome: null })).toBeNull();
  });
});
