/** What the function says in Python, `functions/documents/sentence.py`: the same words. */
import { describe, expect, it } from "vitest";
import golden from "../../../../tests/golden/headline.json";
import type { Forecast, LatestForecasts } from "../../../src/api/documents";
import type { Horizon } from "../../../src/domain/horizon";
import { stalenessOf } from "../../../src/domain/staleness";
import { instantOf } from "../../../src/domain/units";
import { headlineSentence, type Reading } from "../../../src/features/headline/headlineSentence";
import { forecast } from "../../fixtures/documents";

type Case = (typeof golden)[number];

/** A forecast with the slot, the 80 % interval and the P(up) of a case. */
function forecastOf({ horizon, cutoff, target, low, high, p_up }: Case): Forecast {
  const known = forecast();
  const ends = new Map([
    [0.1, low],
    [0.9, high],
  ]);
  return {
    ...known,
    record: {
      ...known.record,
      slot: { horizon: horizon as Horizon, cutoff, target },
      quantiles: known.record.quantiles.map((one) => ({
        ...one,
        price: ends.get(Number(one.level)) ?? one.price,
      })),
      p_up,
    },
  };
}

describe("the headline, worded twice", () => {
  it.each(golden)("is the same in both languages: $name", (one) => {
    const latest = { mode: one.mode, directional_edge: one.edge } as LatestForecasts;
    const now = instantOf(one.now);
    const state = one.state as Reading["state"];
    const { publishedLow, publishedHigh, ...said } = headlineSentence(forecastOf(one), latest, {
      now,
      state,
    });
    const staleness = stalenessOf(forecastOf(one).record, one.data_as_of, now, state);
    expect({ ...said, staleness }).toEqual(one.said);
    expect([publishedLow, publishedHigh]).toEqual([one.low, one.high]);
  });
});
