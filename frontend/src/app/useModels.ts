import { useQuery } from "@tanstack/react-query";
import { client, datedDocumentOf, deadline } from "../api/client";

/** Every model version and the promotion log, asked again at a pace in milliseconds. */
export function useModels(refetchInterval: number) {
  return useQuery({
    queryKey: ["record", "models"],
    queryFn: ({ signal }) =>
      datedDocumentOf(client.GET("/api/v1/models", { signal: deadline(signal) })),
    refetchInterval,
  });
}
