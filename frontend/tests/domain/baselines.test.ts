import { describe, expect, it } from "vitest";
import { baselineName, inOrder } from "../../src/domain/baselines";

describe("the baselines", () => {
  it("stand in one order, those it does not know last", () => {
    const given = { rolling_year: 3, ewma: 2, another: 4, unconditional: 1 };
    expect(inOrder(given).map(([name]) => name)).toEqual([
      "unconditional",
      "ewma",
      "another",
      "rolling_year",
    ]);
  });

  it("are called as people know them, or as the document does", () => {
    expect(baselineName("garch-t")).toBe("the textbook volatility model (GARCH)");
    expect(baselineName("another_one")).toBe("another one");
  });
});
