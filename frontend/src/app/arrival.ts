/** The documents that came with the HTML: the page begins with what is on screen already. */
import type { QueryClient } from "@tanstack/react-query";
import type { Dated } from "../api/client";
import type {
  Candles,
  ForecastPage,
  LatestForecasts,
  PriceDocument,
  StatusDocument,
} from "../api/documents";
import type { Horizon } from "../domain/horizon";
import { KEYS } from "./queryKeys";

/** As functions/documents/front/page.py names it. */
const ARRIVED = "arrived";

interface Arrived {
  /** Wall time at which the documents were read, ISO 8601. */
  made_at: string;
  horizon: Horizon;
  candle_hours: number;
  status: StatusDocument;
  forecast: LatestForecasts;
  candles: Candles;
  forecasts: ForecastPage;
  price: PriceDocument | null;
}

/** Gives the queries what came with the HTML, if anything did; what is last known is asked for anew. */
export function beginWithArrived(queries: QueryClient, page: Document): void {
  const block = page.getElementById(ARRIVED);
  const arrived = block === null ? null : parsed(block.textContent);
  if (block === null || arrived === null) return;
  // A clock that runs behind ours must not make the documents come from the future.
  const readAt = Math.min(Date.now(), Date.parse(arrived.made_at));
  const stale = block.dataset["stale"] === "1";
  const dated = <T>(document: T): Dated<T> => ({ document, readAt, stale });
  const begin = (key: readonly unknown[], data: unknown) =>
    queries.setQueryData(key, data, { updatedAt: readAt });
  begin(KEYS.status, dated(arrived.status));
  begin(KEYS.latest, dated(arrived.forecast));
  begin(KEYS.candles(arrived.candle_hours), dated(arrived.candles));
  begin(KEYS.forecasts(arrived.horizon), dated(arrived.forecasts));
  if (arrived.price !== null) begin(KEYS.price, arrived.price);
  if (stale) void queries.invalidateQueries({ refetchType: "none" });
}

/** Null for what cannot be read: then the page asks, as it would without. */
function parsed(text: string): Arrived | null {
  try {
    const found = JSON.parse(text) as Arrived;
    return Number.isNaN(Date.parse(found.made_at)) ? null : found;
  } catch {
    return null;
  }
}
