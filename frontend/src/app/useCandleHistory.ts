/** The candles of the explorer: those of the page, and older ones as they are asked for. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { client, deadline, documentOf } from "../api/client";
import type { CandleRow } from "../api/documents";
import { mergeCandles } from "../domain/candles";
import type { OlderCandles } from "../features/explorer/Older";

/** Six weeks, the most that the API gives at once. */
const PAGE_HOURS = 1000;

export function useCandleHistory(newest: readonly CandleRow[]): {
  candles: readonly CandleRow[];
  older: OlderCandles;
} {
  const [seen, see] = useState(newest);
  // While it is open the page's candles move on; what has left them stays in sight.
  useEffect(() => see((before) => mergeCandles(before, newest)), [newest]);
  const [until] = useState(newest[0]?.open_time ?? null);
  const query = useInfiniteQuery({
    queryKey: ["candles before", until],
    // The first page is asked for like any other, when its hours are nearly in sight.
    enabled: false,
    initialPageParam: until,
    queryFn: async ({ pageParam, signal }) => {
      if (pageParam === null) return [];
      const { candles } = await documentOf(
        client.GET("/api/v1/candles", {
          params: { query: { hours: PAGE_HOURS, until: pageParam } },
          signal: deadline(signal),
        }),
      );
      return candles;
    },
    getNextPageParam: (page: readonly CandleRow[]) => page[0]?.open_time,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const pages = query.data?.pages;
  const candles = useMemo(
    () => mergeCandles(pages?.toReversed().flat() ?? [], seen),
    [pages, seen],
  );
  const readAgain = () => void query.fetchNextPage({ cancelRefetch: false });
  const isAtEnd = pages !== undefined && !query.hasNextPage;
  const state = stateOf(query.isFetching, query.isError, isAtEnd);
  return {
    candles,
    older: { state, readAgain, read: () => (state === "there may be" ? readAgain() : undefined) },
  };
}

function stateOf(isFetching: boolean, isError: boolean, isAtEnd: boolean): OlderCandles["state"] {
  if (isFetching) return "on their way";
  if (isError) return "cannot be read";
  return isAtEnd ? "there are none" : "there may be";
}
