/** Of what time each part of the page is, where it is older than it should be. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { Dated } from "../api/client";
import { type Instant, instantOf } from "../domain/units";
import { useSettled } from "../lib/useSettled";
import type { Documents } from "./useDocuments";

type Rested = Dated<{ data_as_of: string | null }>;

/** The close of the newest candle behind each part; null for a part as new as the forecasts. */
export function useAsOf({ latest, candles, forecasts, scores }: Documents) {
  return {
    latest: useOwnAsOf(latest, latest),
    candles: useOwnAsOf(candles, latest),
    forecasts: useOwnAsOf(forecasts, latest),
    scores: useOwnAsOf(scores, latest),
  };
}

export type AsOf = ReturnType<typeof useAsOf>;

function useOwnAsOf(query: UseQueryResult<Rested>, latest: UseQueryResult<Rested>): Instant | null {
  // While new answers come in one after the other, none of them is late yet.
  const settled = !query.isFetching && !latest.isFetching;
  return useSettled(asOf(query.data, latest.data), settled);
}

/** When the data of an answer end, if it is the last known one or older than the forecasts. */
export function asOf(answer: Rested | undefined, latest: Rested | undefined): Instant | null {
  const text = answer?.document.data_as_of ?? null;
  if (answer === undefined || text === null) return null;
  const own = instantOf(text);
  if (answer.stale) return own;
  const reference = latest?.document.data_as_of ?? null;
  return reference !== null && own < instantOf(reference) ? own : null;
}
