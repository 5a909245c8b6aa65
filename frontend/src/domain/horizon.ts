/** How far ahead a forecast looks, and what the page shows for it. */
import type { ForecastRecord } from "../api/documents";

export type Horizon = ForecastRecord["slot"]["horizon"];

interface Facts {
  /** Length in hours. */
  hours: number;
  /** Hours between two slots. */
  cadenceHours: number;
  /** In a sentence: "the 24-hour forecast". */
  adjective: string;
  /** On its own: "24 hours". */
  label: string;
  /** Hours of candles drawn before the cutoff. */
  historyHours: number;
}

export const HORIZON_FACTS: Readonly<Record<Horizon, Facts>> = {
  "1h": { hours: 1, cadenceHours: 1, adjective: "1-hour", label: "1 hour", historyHours: 8 },
  "4h": { hours: 4, cadenceHours: 1, adjective: "4-hour", label: "4 hours", historyHours: 24 },
  "24h": { hours: 24, cadenceHours: 1, adjective: "24-hour", label: "24 hours", historyHours: 96 },
  "7d": { hours: 168, cadenceHours: 24, adjective: "7-day", label: "7 days", historyHours: 504 },
};

export const HORIZONS: readonly Horizon[] = ["1h", "4h", "24h", "7d"];
export const DEFAULT_HORIZON: Horizon = "24h";

/** The horizon a `?horizon=` query asks for; the default when it names none. */
export function horizonOf(search: string): Horizon {
  // Of several the last one, as the server takes it.
  const asked = new URLSearchParams(search).getAll("horizon").at(-1);
  return HORIZONS.find((horizon) => horizon === asked) ?? DEFAULT_HORIZON;
}

/** Outcomes that do not overlap among `n` consecutive forecasts. */
export function independentCount(n: number, horizon: Horizon): number {
  const { hours, cadenceHours } = HORIZON_FACTS[horizon];
  return Math.floor((n * cadenceHours) / hours);
}
