/** Everything the page reads, kept fresh at the pace at which there can be news. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { client, datedDocumentOf, deadline, documentOf } from "../api/client";
import { pollEveryMs } from "../domain/clock";
import { HORIZON_FACTS, type Horizon } from "../domain/horizon";
import { HOUR_MS, instantOf } from "../domain/units";
import { FOLLOWING, KEYS } from "./queryKeys";
import { whileFailing } from "./whileFailing";

/** At most 24 hourly forecasts await their outcome; the rest of the page are outcomes. */
const FORECASTS_LIMIT = 50;
/** Most horizons share one answer: a week of candles is enough for all but the longest. */
const CANDLE_HOURS_MIN = 168;
/** Six weeks, the most that the API gives at once. */
const OLDER_CANDLE_HOURS = 1000;
const OLDER_CANDLES_EVERY_MS = 12 * HOUR_MS;

/** The status, asked for as often as there can be news, but not more often than told. */
export function useStatus(everyMsMin = 0) {
  return useQuery({
    queryKey: KEYS.status,
    queryFn: ({ signal }) =>
      datedDocumentOf(client.GET("/api/v1/status", { signal: deadline(signal) })),
    refetchInterval: ({ state: { data } }) => Math.max(everyMsMin, pollEveryMs(data?.document)),
    // What came with the HTML is as good as if the page had asked for it itself.
    staleTime: ({ state: { data } }) => Math.max(everyMsMin, pollEveryMs(data?.document)),
    // Who comes back, or is not sure of the network, is told at once.
    refetchOnWindowFocus: "always",
    refetchOnReconnect: "always",
  });
}

/** The documents behind the forecasts, for one horizon. */
export function useDocuments(horizon: Horizon) {
  const status = useStatus();
  useFollow(status.dataUpdatedAt);
  const latest = useQuery({
    queryKey: KEYS.latest,
    queryFn: ({ signal }) =>
      datedDocumentOf(client.GET("/api/v1/forecast", { signal: deadline(signal) })),
  });
  // The cutoff of a forecast may lie one cadence before the newest candle.
  const { historyHours, cadenceHours } = HORIZON_FACTS[horizon];
  const hours = Math.max(CANDLE_HOURS_MIN, historyHours + cadenceHours + 1);
  const candles = useQuery({
    queryKey: KEYS.candles(hours),
    queryFn: ({ signal }) =>
      datedDocumentOf(
        client.GET("/api/v1/candles", { params: { query: { hours } }, signal: deadline(signal) }),
      ),
    placeholderData: keepPreviousData,
  });
  const forecasts = useQuery({
    queryKey: KEYS.forecasts(horizon),
    queryFn: ({ signal }) =>
      datedDocumentOf(
        client.GET("/api/v1/forecasts", {
          params: { query: { horizon, limit: FORECASTS_LIMIT } },
          signal: deadline(signal),
        }),
      ),
  });
  const scores = useQuery({
    queryKey: KEYS.scores,
    queryFn: ({ signal }) =>
      datedDocumentOf(client.GET("/api/v1/scores", { signal: deadline(signal) })),
  });
  return { status, latest, candles, forecasts, scores };
}

export type Documents = ReturnType<typeof useDocuments>;

/** Reads the other documents again whenever the status has been read again. */
function useFollow(statusReadAt: number): void {
  const queries = useQueryClient();
  const seen = useRef(statusReadAt);
  useEffect(() => {
    const before = seen.current;
    seen.current = statusReadAt;
    if (before === 0 || before === statusReadAt) return;
    // A question still open is not asked anew: it would never live to see its deadline.
    void queries.invalidateQueries({ queryKey: [FOLLOWING] }, { cancelRefetch: false });
  }, [statusReadAt, queries]);
}

/** The newest price, read again with the status. */
export function usePrice() {
  return useQuery({
    queryKey: KEYS.price,
    // What came with the HTML is the price on record; the venues may say a newer one.
    staleTime: 0,
    queryFn: ({ signal }) => documentOf(client.GET("/api/v1/price", { signal: deadline(signal) })),
  });
}

/** Candles of the past weeks, asked for anew a few times a day: only their newest hours change. */
export function useOlderCandles(newestOpenTime: string | null) {
  const block = newestOpenTime && Math.floor(instantOf(newestOpenTime) / OLDER_CANDLES_EVERY_MS);
  return useQuery({
    queryKey: ["older candles", block],
    enabled: block !== null,
    queryFn: ({ signal }) =>
      documentOf(
        client.GET("/api/v1/candles", {
          params: { query: { hours: OLDER_CANDLE_HOURS } },
          signal: deadline(signal),
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: whileFailing,
    placeholderData: keepPreviousData,
  });
}

/** What is running; asked until it is known. */
export function useVersion() {
  return useQuery({
    queryKey: ["version"],
    queryFn: ({ signal }) =>
      documentOf(client.GET("/api/v1/version", { signal: deadline(signal) })),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: whileFailing,
  });
}
