import { describe, expect, it } from "vitest";
import { horizonOf, independentCount } from "../../src/domain/horizon";

describe("the horizon in the address", () => {
  it("is the one named", () => {
    expect(horizonOf("?horizon=7d")).toBe("7d");
  });

  it.each(["", "?horizon=", "?horizon=2h", "?other=1h"])("is 24h for %j", (search) => {
    expect(horizonOf(search)).toBe("24h");
  });
});

describe("outcomes that do not overlap", () => {
  it("are a day apart for hourly 24-hour forecasts", () => {
    expect(independentCount(1440, "24h")).toBe(60);
  });

  it("are a week apart for daily 7-day forecasts", () => {
    expect(independentCount(53, "7d")).toBe(7);
  });

  it("are all of them for 1-hour forecasts", () => {
    expect(independentCount(1440, "1h")).toBe(1440);
  });
});

it("of several horizons in an address the last one counts, as for the server", () => {
  expect(horizonOf("?horizon=24h&horizon=1h")).toBe("1h");
});
