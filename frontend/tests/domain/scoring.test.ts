import { describe, expect, it } from "vitest";
import levels from "../../../tests/golden/levels.json";
import golden from "../../../tests/golden/scores.json";
import type { ForecastRecord, Outcome } from "../../src/api/documents";
import { chanceOfAtMost, priceAt } from "../../src/domain/distribution";
import { unfounded } from "../../src/domain/scoring";
import { type LogReturn, logReturnOf, priceAfter, priceOf } from "../../src/domain/units";
import { forecast } from "../fixtures/documents";

const { record: empty } = forecast("24h");
// So dear that the cents of a price say its return to more digits than are published.
const REFERENCE = priceOf("100000000.00");

type Case = (typeof golden)[number];

function recordOf(
  { log_returns }: Case,
  baselines: ForecastRecord["baselines"] = {},
): ForecastRecord {
  const quantiles = empty.quantiles.map((one, index) => ({
    ...one,
    log_return: log_returns[index] ?? "",
  }));
  return { ...empty, reference_price: REFERENCE.toFixed(2), quantiles, baselines };
}

const outcomeOf = ({ outcome, pit, pinball, crps, covered }: Case["scores"][number]): Outcome => ({
  price: priceAfter(REFERENCE, logReturnOf(outcome)).toFixed(2),
  log_return: outcome,
  scored_at: "2025-07-18T12:00:00Z",
  pit,
  pinball: { model: pinball },
  crps: { model: crps },
  covered,
});

describe("a score computed anew", () => {
  it.each(golden)("is what Python says, case %#", (one) => {
    expect(one.scores.length).toBeGreaterThan(3);
    for (const score of one.scores) {
      expect(unfounded(recordOf(one), outcomeOf(score)), score.outcome).toEqual([]);
    }
  });

  const [one, other] = golden as [Case, Case];
  const [score] = one.scores as [Case["scores"][number]];
  const outcome = outcomeOf(score);

  it("looks at the baselines of a record too", () => {
    const record = recordOf(other, { ewma: one.log_returns });
    const [own] = other.scores as [Case["scores"][number]];
    const both = (change: string) => ({
      ...outcomeOf(own),
      crps: { model: own.crps, ewma: change },
    });
    const found = unfounded(record, both("9.000000000"));
    expect(found).toEqual(["CRPS of ewma"]);
  });

  it.each([
    ["return", { price: "1.00" }],
    ["PIT", { pit: (Number(score.pit) + 2e-6).toFixed(6) }],
    ["pinball loss of model", { pinball: { model: (Number(score.pinball) + 1e-9).toFixed(9) } }],
    ["CRPS of model", { crps: { model: (Number(score.crps) - 1e-9).toFixed(9) } }],
    ["80% interval", { covered: { ...score.covered, "80": !score.covered["80"] } }],
  ])("tells of a published %s that is not so", (name, over) => {
    expect(unfounded(recordOf(one), { ...outcome, ...over } as Outcome)).toEqual([name]);
  });

  it("takes what is no number for no score", () => {
    const found = unfounded(recordOf(one), { ...outcome, crps: { model: "NaN" } });
    expect(found).toEqual(["CRPS of model"]);
  });
});

describe("what was said of the farthest prices, computed anew", () => {
  const scored = levels.filter(({ record }) => record.extreme_quantiles !== null);
  const [levelled] = scored as [(typeof levels)[number]];
  const record: ForecastRecord = {
    ...empty,
    reference_price: levelled.record.reference_price,
    extreme_quantiles: levelled.record.extreme_quantiles,
    quantiles: levelled.record.quantiles,
  };
  const began = Number(record.reference_price);
  const far = levelled.levels.filter(({ price }) => Math.abs(Number(price) / began - 1) > 1e-5);
  const [above] = far.filter(({ price }) => Number(price) > began) as [(typeof far)[number]];
  const [below] = far.filter(({ price }) => Number(price) < began) as [(typeof far)[number]];
  const touched = {
    highest: above.price,
    lowest: below.price,
    p_highest: String(above.p_touch),
    p_lowest: String(below.p_touch),
  };
  const found = (over: Partial<typeof touched> = {}) =>
    unfounded(record, { ...bare, touched: { ...touched, ...over } });
  const bare: Outcome = {
    price: record.reference_price,
    log_return: "0.000000",
    scored_at: "2025-07-18T12:00:00Z",
    pit: chanceOfAtMost(record, 0 as LogReturn).toFixed(6),
    pinball: {},
    crps: {},
    covered: {},
  };

  it("is what the levels endpoint says of those prices", () => {
    expect(found()).toEqual([]);
  });

  it("is 1 on a side that was never reached", () => {
    expect(found({ highest: below.price, p_highest: "1.000000" })).toEqual([]);
    expect(found({ lowest: above.price, p_lowest: "1.000000" })).toEqual([]);
  });

  it.each([
    ["highest", { p_highest: (Number(touched.p_highest) + 2e-6).toFixed(6) }],
    ["lowest", { p_lowest: (Number(touched.p_lowest) - 2e-6).toFixed(6) }],
  ])("tells of a published chance of the %s price that is not so", (side, over) => {
    expect(found(over)).toEqual([`chance of the ${side} price`]);
  });
});

describe("a quantile between the published levels", () => {
  it.each(golden)("is where Python says, case %#", (one) => {
    for (const [level, change] of Object.entries(one.interpolated)) {
      const found = Math.log(priceAt(recordOf(one), Number(level)) / REFERENCE) as LogReturn;
      expect(found).toBeCloseTo(Number(change), 8);
    }
  });
});
