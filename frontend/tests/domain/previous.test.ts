import { describe, expect, it } from "vitest";
import { previousForecast } from "../../src/domain/previous";
import { forecast, missedRow, NOON, row } from "../fixtures/documents";

const { record } = forecast("24h");

describe("the forecast before", () => {
  it("is the one of the same horizon that ends where this one begins", () => {
    const other = row({ horizon: "4h" });
    const later = row({ target: record.slot.target });
    const found = previousForecast([later, other, row({ covered_80: false })], record);
    expect(found).toMatchObject({ target: NOON, low: 58100, median: 60000, held: false });
    expect(previousForecast([later, other], record)).toBeNull();
  });

  it("is none where its slot was missed", () => {
    expect(previousForecast([missedRow()], record)).toBeNull();
  });
});
