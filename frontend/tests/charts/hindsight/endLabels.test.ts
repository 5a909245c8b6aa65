import { expect, it } from "vitest";
import { type EndLabel, spread } from "../../../src/charts/hindsight/endLabels";

const at = (anchor: number, label = String(anchor)): EndLabel => ({
  anchor,
  position: anchor,
  label,
  kind: "edge",
});
const positions = (...anchors: number[]) =>
  spread(
    anchors.map((one) => at(one)),
    10,
    300,
  ).map((one) => one.position);

it("stays where there is room", () => {
  expect(positions(200, 50, 120)).toEqual([50, 120, 200]);
});

it.each([[[100, 102, 104]], [[10, 10, 10]], [[300, 300, 300]], [[298, 20, 299]]])(
  "never stands over another label: %j",
  (anchors) => {
    const found = positions(...anchors);
    for (const [index, one] of found.entries()) {
      expect(one).toBeGreaterThanOrEqual(10);
      expect(one).toBeLessThanOrEqual(300);
      if (index > 0) expect(one - (found[index - 1] as number)).toBeGreaterThanOrEqual(16);
    }
  },
);
