import type { Forecast } from "../../api/documents";

/** As in the examples' files. */
const LEVEL_UNKNOWN = "61000";
const DIGITS = 3;

/** A round price near the forecast's own, USD: one whose chance is worth asking for. */
export function levelNear(forecast: Forecast | null): string {
  if (forecast === null) return LEVEL_UNKNOWN;
  return String(Number(Number(forecast.record.reference_price).toPrecision(DIGITS)));
}
