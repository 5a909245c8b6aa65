import { expect, it } from "vitest";
import { fanReadings } from "../../../src/charts/fan/fanReadings";
import { candles, forecast } from "../../fixtures/documents";

it("says every hour that is drawn, then the forecast", () => {
  const { record } = forecast("24h");
  const { count, said } = fanReadings(candles(48).candles, record, 24);
  expect(count).toBe(25);
  expect(said(23)).toMatch(/^Thu 17 Jul, 12:00 UTC: closed at \$60,000, between \$[\d,]+ and/);
  expect(said(24)).toMatch(/^Forecast for Fri 18 Jul, 12:00 UTC: 50% .*80% between \$58,108 and/);
});

it("says the hours alone where there is no forecast", () => {
  const { count, said } = fanReadings(candles(3).candles, null, 24);
  expect(count).toBe(3);
  expect(said(2)).toContain("closed at");
});
