import { describe, expect, it } from "vitest";
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from "../../../src/domain/units";
import { priceWords } from "../../../src/features/price/priceWords";
import { NOON } from "../../fixtures/documents";
import { price } from "../../fixtures/price";

const at = (ms: number) => (NOON + ms) as Instant;

describe("the price", () => {
  it("names its venues and its age", () => {
    const [one] = price().sources;
    const live = price({ mode: "live", origin: "tickers", sources: one ? [one, one] : [] });
    expect(priceWords(live, at(12 * SECOND_MS))).toEqual({
      name: "Bitcoin",
      source: "median of 2 venues",
      age: { text: "just now", isLate: false },
    });
    expect(priceWords(live, at(20 * MINUTE_MS)).age.text).toBe("20 min ago");
  });

  it("is late after ninety minutes", () => {
    expect(priceWords(price(), at(90 * MINUTE_MS)).age.isLate).toBe(false);
    expect(priceWords(price(), at(2 * HOUR_MS)).age).toEqual({ text: "2 h ago", isLate: true });
  });

  it("of a replay is of its hour", () => {
    expect(priceWords(price(), at(0)).age.text).toBe("17 Jul 2025, 12:00 UTC");
  });

  it("of a simulation is never Bitcoin's", () => {
    expect(priceWords(price({ mode: "simulated" }), at(0)).name).toBe("Simulated price");
  });
});
