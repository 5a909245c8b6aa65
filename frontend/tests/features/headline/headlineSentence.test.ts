import { describe, expect, it } from "vitest";
import type { LatestForecasts } from "../../../src/api/documents";
import { HOUR_MS, type Instant } from "../../../src/domain/units";
import {
  headlineSentence,
  type Reading,
  tabTitle,
} from "../../../src/features/headline/headlineSentence";
import { forecast, NOON } from "../../fixtures/documents";

const at = (hours: number, state: Reading["state"] = "running"): Reading => ({
  now: (NOON + hours * HOUR_MS) as Instant,
  state,
});
const replay = { mode: "replay" as const, directional_edge: [] };
const sentence = (hours = 0, horizon: "24h" | "7d" = "24h") =>
  headlineSentence(forecast(horizon), replay, at(hours));

describe("the headline", () => {
  it("says the published 80 % interval, rounded for reading", () => {
    const { low, high, publishedLow, publishedHigh, at } = sentence();
    expect([low, high]).toEqual(["$58,100", "$61,950"]);
    expect([publishedLow, publishedHigh]).toEqual(["58108.14", "61953.45"]);
    expect(at).toBe("Fri 18 Jul, 12:00 UTC");
  });

  it("says what is left over", () => {
    expect(sentence().complement).toBe("1 in 10 that it ends above, 1 in 10 below.");
  });

  it("claims no direction until an edge is proved, whatever P(up) says, and then that it is small", () => {
    const leaning = forecast();
    leaning.record.p_up = "0.533000";
    const direction = (directional_edge: LatestForecasts["directional_edge"]) =>
      headlineSentence(leaning, { ...replay, directional_edge }, at(0)).direction;
    expect(direction([])).toBe("No directional edge: take up and down as equally likely.");
    expect(direction(["1h"])).toBe(direction([]));
    expect(direction(["24h"])).toBe(
      "We give 53.3% to a price above the reference: a small edge, below the costs of trading.",
    );
  });

  it("never calls a simulated price Bitcoin", () => {
    expect(sentence().subject).toBe("Bitcoin");
    const simulated = headlineSentence(forecast(), { ...replay, mode: "simulated" }, at(0));
    expect(simulated.subject).toBe("the simulated price");
  });

  it("has no caveat while it is the newest forecast that can be", () => {
    expect(sentence(0).caveat).toBeNull();
    expect(sentence(2).caveat).toBeNull();
    expect(sentence(24, "7d").caveat).toBeNull();
  });

  it("says when newer slots have none, and when its time has passed", () => {
    expect(sentence(3).caveat).toContain("last forecast issued");
    expect(sentence(27, "7d").caveat).toContain("last forecast issued");
    expect(sentence(24).caveat).toContain("has passed");
  });

  it("has no caveat while hours go by faster than documents are published", () => {
    for (const hours of [3, 24, 1000]) {
      expect(headlineSentence(forecast(), replay, at(hours, "catching_up")).caveat).toBeNull();
    }
  });

  it("fits in a tab", () => {
    expect(tabTitle(sentence(), "24h")).toBe("$58,100–$61,950 · 24h · Candor");
  });
});
