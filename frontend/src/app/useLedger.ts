/** What the ledger's page reads. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, deadline, documentOf } from "../api/client";
import { whileFailing } from "./whileFailing";

export const ENTRIES_PER_PAGE = 20;
const MISSED_MAX = 200;

/** The ledger's lists, read again whenever it has grown. */
export function useLedgerLists(size: number | undefined, asked: number | null) {
  const enabled = size !== undefined;
  const newest = Math.max(0, (size ?? 0) - 1);
  // A page that was asked for ends with its entry, or begins the ledger.
  const last = Math.min(newest, asked ?? newest);
  const entries = useQuery({
    queryKey: ["entries", last, size],
    enabled,
    queryFn: ({ signal }) =>
      documentOf(
        client.GET("/api/v1/ledger", {
          params: {
            query: { after: Math.max(-1, last - ENTRIES_PER_PAGE), limit: ENTRIES_PER_PAGE },
          },
          signal: deadline(signal),
        }),
      ),
    refetchInterval: whileFailing,
    placeholderData: keepPreviousData,
  });
  const checkpoints = useQuery({
    queryKey: ["checkpoints", size],
    enabled,
    queryFn: ({ signal }) =>
      documentOf(client.GET("/api/v1/ledger/checkpoints", { signal: deadline(signal) })),
    refetchInterval: whileFailing,
    placeholderData: keepPreviousData,
  });
  const missed = useQuery({
    queryKey: ["missed", size],
    enabled,
    queryFn: ({ signal }) =>
      documentOf(
        client.GET("/api/v1/forecasts", {
          params: { query: { status: "missed", limit: MISSED_MAX } },
          signal: deadline(signal),
        }),
      ),
    refetchInterval: whileFailing,
    placeholderData: keepPreviousData,
  });
  const scores = useQuery({
    queryKey: ["scores", size],
    enabled,
    queryFn: ({ signal }) => documentOf(client.GET("/api/v1/scores", { signal: deadline(signal) })),
    refetchInterval: whileFailing,
    placeholderData: keepPreviousData,
  });
  return { entries, checkpoints, missed, scores };
}
