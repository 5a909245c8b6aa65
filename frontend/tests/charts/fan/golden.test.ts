/** What the function draws in Python, `functions/documents/fan`: the same picture. */
import { describe, expect, it } from "vitest";
import golden from "../../../../tests/golden/fan.json";
import type { CandleRow, ForecastRecord, ForecastRow } from "../../../src/api/documents";
import { fanGeometry } from "../../../src/charts/fan/fanGeometry";
import { previousForecast } from "../../../src/domain/previous";

/** Names as Python writes them, numbers to a tenth of a pixel. */
function asGolden(value: unknown): unknown {
  if (typeof value === "number") return Math.round(value * 10) / 10;
  if (Array.isArray(value)) return value.map(asGolden);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      asGolden(one),
    ]),
  );
}

describe("the fan, drawn twice", () => {
  it.each(golden)("is the same in both languages: $name", (one) => {
    const record = one.record as ForecastRecord | null;
    const geometry = fanGeometry({
      candles: one.candles as CandleRow[],
      record,
      previous: record && previousForecast(one.rows as ForecastRow[], record),
      historyHours: one.history_hours,
      width: one.width,
      height: one.height,
    });
    const bands = geometry?.bands.map((band) => [band.percent, band.path]);
    expect({ ...(asGolden(geometry) as object), bands }).toEqual(one.drawn);
  });
});
