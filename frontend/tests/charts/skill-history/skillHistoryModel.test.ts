import { describe, expect, it } from "vitest";
import { skillDays, skillHistory } from "../../../src/charts/skill-history/skillHistoryModel";
import { calibration, interval } from "../../fixtures/calibration";

const BASELINES = ["unconditional", "ewma"];
const { days } = calibration();

describe("skill over time", () => {
  it("begins after a week, with all losses since the first day", () => {
    const found = skillDays(days, BASELINES);
    expect(found).toHaveLength(days.length - 6);
    expect(found[0]?.skill["unconditional"]).toBeCloseTo(-0.5);
    expect(found.at(-1)?.skill["unconditional"]).toBeCloseTo(0);
    expect(found.at(-1)?.skill["ewma"]).toBe(0);
  });

  it("compares a baseline on the days that it has", () => {
    const later = days.map((day, index) =>
      index < 50 ? { ...day, pinball: { model: "0.9" } } : day,
    );
    expect(skillDays(later, ["ewma"])).toHaveLength(4);
    expect(skillDays(days.slice(0, 6), BASELINES)).toEqual([]);
  });

  it("keeps the dashed line inside, and puts the losses below it", () => {
    const found = skillDays(days, BASELINES);
    const model = skillHistory({
      days: found,
      baselines: BASELINES,
      intervals: { unconditional: interval(0.8, 1.1), ewma: null },
      changes: [],
      width: 600,
      height: 280,
    });
    if (model === null) throw new Error("nothing is drawn");
    expect(model.zeroY).toBeGreaterThan(model.plot.top);
    expect(model.zeroY).toBeLessThan(model.plot.bottom);
    const [first = ""] = (model.lines[0]?.path.slice(1) ?? "").split("L");
    expect(Number(first.split(" ")[1])).toBeGreaterThan(model.zeroY);
    const whisker = model.lines[0]?.interval;
    expect(whisker && whisker.top < model.zeroY && whisker.bottom > model.zeroY).toBe(true);
    expect(model.lines[1]?.interval).toBeNull();
  });

  it("is not drawn before there is a week", () => {
    const none = { days: [], baselines: BASELINES, intervals: {}, changes: [] };
    expect(skillHistory({ ...none, width: 600, height: 280 })).toBeNull();
  });
});
