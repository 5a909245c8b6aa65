/** What the record page reads; asked again at the pace at which there can be news. */
import { useQuery } from "@tanstack/react-query";
import { client, datedDocumentOf, deadline } from "../api/client";
import { pollEveryMs } from "../domain/clock";
import type { Horizon } from "../domain/horizon";
import { SECOND_MS } from "../domain/units";
import { useStatus } from "./useDocuments";
import { useModels } from "./useModels";

/** A replay makes news every few seconds; a record is read more slowly than that. */
const POLL_MS_MIN = 15 * SECOND_MS;
const PENDING_LIMIT = 200;

/** The record's documents for one horizon. */
export function useRecord(horizon: Horizon) {
  const status = useStatus(POLL_MS_MIN);
  const refetchInterval = Math.max(POLL_MS_MIN, pollEveryMs(status.data?.document));
  const scores = useQuery({
    queryKey: ["record", "scores"],
    queryFn: ({ signal }) =>
      datedDocumentOf(client.GET("/api/v1/scores", { signal: deadline(signal) })),
    refetchInterval,
  });
  const calibration = useCalibration(horizon, refetchInterval);
  const models = useModels(refetchInterval);
  const own = scores.data?.document.horizons.find((one) => one.horizon === horizon);
  const pending = useQuery({
    queryKey: ["record", "pending", horizon],
    queryFn: ({ signal }) =>
      datedDocumentOf(
        client.GET("/api/v1/forecasts", {
          params: { query: { horizon, status: "pending", limit: PENDING_LIMIT } },
          signal: deadline(signal),
        }),
      ),
    enabled: scores.data !== undefined && (own === undefined || own.scored === 0),
    refetchInterval,
  });
  return { status, scores, calibration, models, pending };
}

/** Every scored forecast of one horizon, by tenths, quantiles and days. */
export function useCalibration(horizon: Horizon, refetchInterval: number) {
  return useQuery({
    queryKey: ["record", "calibration", horizon],
    queryFn: ({ signal }) =>
      datedDocumentOf(
        client.GET("/api/v1/scores/{horizon}", {
          params: { path: { horizon } },
          signal: deadline(signal),
        }),
      ),
    refetchInterval,
  });
}
