import { describe, expect, it } from "vitest";
import { COUNT_MAX, ERRORS_MAX, Pending } from "../../src/reports/pending";

describe("what is to be reported", () => {
  it("is kinds and counts, and nothing once it was taken", () => {
    const visit = new Pending();
    visit.viewed("forecast");
    visit.acted("horizon");
    visit.acted("horizon");
    visit.acted("verify-all");
    visit.failed("api");
    visit.measured("lcp", 1.23456);
    visit.shifted(0);
    expect(visit.take()).toEqual({
      views: { forecast: 1 },
      actions: { horizon: 2, "verify-all": 1 },
      errors: { api: 1 },
      vitals: { lcp: 1.2346 },
      layout_shift: 0,
    });
    expect(visit.take()).toBeNull();
  });

  it("is nothing while nothing was", () => {
    expect(new Pending().take()).toBeNull();
  });

  it("holds a vital once a visit", () => {
    const visit = new Pending();
    visit.measured("inp", 0.1);
    visit.measured("inp", 0.2);
    visit.shifted(0.1);
    visit.shifted(0.2);
    expect(visit.take()).toEqual({ vitals: { inp: 0.1 }, layout_shift: 0.1 });
    visit.measured("inp", 0.3);
    visit.shifted(0.3);
    expect(visit.take()).toBeNull();
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e9])("holds no vital of %s", (value) => {
    const visit = new Pending();
    visit.measured("lcp", value);
    visit.shifted(value);
    expect(visit.take()).toBeNull();
  });

  it("ends counting errors of a kind after the first few of a visit", () => {
    const visit = new Pending();
    for (let n = 0; n < 3 * ERRORS_MAX; n++) {
      visit.failed("error");
      if (n === 4) expect(visit.take()).toEqual({ errors: { error: 5 } });
    }
    visit.failed("render");
    expect(visit.take()).toEqual({ errors: { error: ERRORS_MAX - 5, render: 1 } });
    visit.failed("error");
    expect(visit.take()).toBeNull();
  });

  it("holds no more of an action than the API takes", () => {
    const visit = new Pending();
    for (let n = 0; n < 3 * COUNT_MAX; n++) visit.acted("horizon");
    expect(visit.take()).toEqual({ actions: { horizon: COUNT_MAX } });
  });
});
