import { expect, it } from "vitest";
import { HOUR_MS } from "../../../src/domain/units";
import { missedRuns } from "../../../src/features/ledger/missedRuns";
import { iso, missedRow, NOON } from "../../fixtures/documents";

const missed = (hours: number, horizon: "1h" | "4h", reason = "no candle") =>
  missedRow({
    id: `${horizon} ${hours}`,
    horizon,
    cutoff: iso(NOON + hours * HOUR_MS),
    missed_reason: reason,
  });

it("makes one run of an outage, whatever horizons it took", () => {
  const [run, ...rest] = missedRuns([missed(1, "4h"), missed(1, "1h"), missed(0, "1h")]);
  expect(rest).toEqual([]);
  expect(run).toMatchObject({ from: NOON, until: NOON + HOUR_MS, slots: 3, id: "1h 0" });
  expect([...(run?.horizons ?? [])].sort()).toEqual(["1h", "4h"]);
});

it("keeps apart what has another reason or a pause between", () => {
  const runs = missedRuns([missed(0, "1h"), missed(1, "1h", "late"), missed(5, "1h")]);
  expect(runs.map(({ slots, reason }) => [slots, reason])).toEqual([
    [1, "no candle"],
    [1, "late"],
    [1, "no candle"],
  ]);
});
