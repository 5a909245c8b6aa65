import { useQuery } from "@tanstack/react-query";
import { client, deadline, documentOf } from "../api/client";
import type { Forecast } from "../api/documents";
import { DEFAULT_HORIZON } from "../domain/horizon";
import { MINUTE_MS } from "../domain/units";

/** A forecast to show things by: the newest of the horizon shown first; null while none is known. */
export function useNewestForecast(): Forecast | null {
  const { data } = useQuery({
    queryKey: ["newest forecasts"],
    queryFn: ({ signal }) =>
      documentOf(client.GET("/api/v1/forecast", { signal: deadline(signal) })),
    refetchInterval: MINUTE_MS,
  });
  const all = data?.forecasts ?? [];
  return all.find((one) => one.record.slot.horizon === DEFAULT_HORIZON) ?? all[0] ?? null;
}
