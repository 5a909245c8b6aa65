import { describe, expect, it } from "vitest";
import { isOutside, nearestDot, pitDots } from "../../../src/charts/pit-dots/pitDotsModel";
import { DAY_MS, type Instant, type Probability } from "../../../src/domain/units";

const T = Date.parse("2025-07-01T00:00:00Z");
const at = (days: number) => (T + days * DAY_MS) as Instant;
const input = {
  cutoffs: [at(0), at(5), at(10)],
  pits: [0.05, 0.5, 0.95] as Probability[],
  missed: [at(2)],
  changes: [
    { at: at(5), label: "model 2" },
    { at: at(-1), label: "model 1" },
  ],
  width: 600,
  height: 300,
};

describe("the dots of a record", () => {
  it("stand in the order of their time, and higher the higher the outcome", () => {
    const model = pitDots(input);
    const [first, second, third] = model?.dots ?? [];
    expect(first && second && third && first.x < second.x && second.x < third.x).toBe(true);
    expect(first && second && third && first.y > second.y && second.y > third.y).toBe(true);
  });

  it("are crosses outside the 80% interval, and none is left out", () => {
    const model = pitDots(input);
    expect(model?.dots.map((dot) => dot.outside)).toEqual([true, false, true]);
    expect(model?.inside.match(/M/g)).toHaveLength(1);
    expect(model?.outside.match(/M/g)).toHaveLength(4);
    expect([0.1, 0.9, 0.0999, 0.9001].map(isOutside)).toEqual([false, false, true, true]);
  });

  it("leave missed slots a mark below the plot", () => {
    const model = pitDots(input);
    expect(model?.missed.match(/M/g)).toHaveLength(1);
    expect(model && model.missedY > model.plot.bottom).toBe(true);
  });

  it("mark where another model began to speak, not what was before the first", () => {
    expect(pitDots(input)?.changes.map((one) => one.label)).toEqual(["model 2"]);
  });

  it("are none without a slot, and one dot of one hour is drawn on its day", () => {
    expect(pitDots({ ...input, cutoffs: [], pits: [], missed: [] })).toBeNull();
    const one = pitDots({ ...input, cutoffs: [at(0)], pits: [0.5 as Probability], missed: [] });
    expect(one?.dots[0]?.x).toBeLessThan(100);
  });

  it("are found by the pointer when it is near", () => {
    const dots = pitDots(input)?.dots ?? [];
    const second = dots[1] ?? { x: 0, y: 0 };
    expect(nearestDot(dots, { x: second.x + 5, y: second.y - 5 })).toBe(1);
    expect(nearestDot(dots, { x: second.x + 60, y: second.y })).toBeNull();
  });
});
