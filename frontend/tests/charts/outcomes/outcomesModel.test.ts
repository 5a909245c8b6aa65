import { describe, expect, it } from "vitest";
import { nearestMark, outcomesModel } from "../../../src/charts/outcomes/outcomesModel";
import { HOUR_MS, type Instant } from "../../../src/domain/units";
import { iso, missedRow, NOON, pendingRow, row } from "../../fixtures/documents";

const FROM = NOON as Instant;
const UNTIL = (NOON + 3 * HOUR_MS) as Instant;
const at = (hours: number) => iso(NOON + hours * HOUR_MS);
const ROWS = [
  row({ id: "a", cutoff: at(0), pit: "0.500000" }),
  row({ id: "b", cutoff: at(1), pit: "0.980000", covered_80: false }),
  missedRow({ id: "c", cutoff: at(2) }),
  pendingRow({ id: "d", cutoff: at(3) }),
];

describe("the outcomes of a stretch of slots", () => {
  const model = outcomesModel(ROWS, FROM, UNTIL, 720);

  it("stand inside the band or outside it, as they were scored", () => {
    const [a, b, c, d] = model.marks;
    expect(model.marks.map(({ kind }) => kind)).toEqual(["inside", "outside", "missed", "pending"]);
    expect(a?.y).toBeGreaterThan(model.band.top);
    expect(a?.y).toBeLessThan(model.band.bottom);
    expect(b?.y).toBeLessThan(model.band.top);
    expect([c?.y, d?.y].every((y) => (y ?? 0) > model.band.bottom)).toBe(true);
  });

  it("are as wide as their place", () => {
    expect(model.marks.map(({ x }) => x)).toEqual(
      [...model.marks.map(({ x }) => x)].sort((one, other) => one - other),
    );
    expect([model.marks[0]?.x, model.marks[3]?.x]).toEqual([model.left, model.right]);
  });

  it("are chosen by the nearest", () => {
    expect(nearestMark(model.marks, (model.marks[2]?.x ?? 0) + 3)?.id).toBe("c");
    expect(nearestMark([], 10)).toBeUndefined();
  });

  it("have no more dates below them than there is room for", () => {
    const half = (NOON + 168 * 24 * HOUR_MS) as Instant;
    const { ticks } = outcomesModel([], FROM, half, 360);
    expect(ticks.length).toBeLessThanOrEqual(4);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
  });
});
