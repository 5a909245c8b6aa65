import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
import { ApiError, NOT_READY, TimedOut } from "../api/client";
import { Skeleton } from "../components/Skeleton";
import { SECOND_MS } from "../domain/units";
import { failed } from "../reports/visit";
import { beginWithArrived } from "./arrival";
import { CrashBoundary } from "./CrashBoundary";
import { fallBack, keepLastKnown } from "./lastKnown";
import { PageFrame } from "./PageFrame";
import { FOLLOWING } from "./queryKeys";
import { routeOf } from "./routes";

const RETRY_AFTER_MS = SECOND_MS;

/** The page with what it stands on. */
export function App() {
  const Page = routeOf(window.location.pathname);
  const [queries] = useState(newQueries);
  useEffect(() => keepLastKnown(queries), [queries]);
  return (
    <QueryClientProvider client={queries}>
      <CrashBoundary>
        <Suspense fallback={<ChunkOnItsWay />}>
          <Page />
        </Suspense>
      </CrashBoundary>
    </QueryClientProvider>
  );
}

function newQueries(): QueryClient {
  const queries = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        tell(error);
        fallBack(error, query);
      },
    }),
    defaultOptions: {
      queries: {
        // Whoever has waited for a silent API is told before the next try.
        retry: (failures, error) => failures === 0 && !(error instanceof TimedOut),
        retryDelay: RETRY_AFTER_MS,
        // The API may be on this very machine: being offline says nothing about it.
        networkMode: "always",
        refetchOnReconnect: true,
      },
    },
  });
  // Read again after the status (useDocuments), and never for themselves.
  queries.setQueryDefaults([FOLLOWING], { staleTime: Number.POSITIVE_INFINITY });
  beginWithArrived(queries, document);
  return queries;
}

/** A page whose file is on its way: the frame stands, and nothing jumps when it comes. */
function ChunkOnItsWay() {
  return (
    <PageFrame>
      <Skeleton label="The page is on its way" size="headline" />
    </PageFrame>
  );
}

/** Counts an answer that did not come; a service that has only just started is well. */
function tell(error: Error): void {
  if (!(error instanceof ApiError && error.type === NOT_READY)) failed("api");
}
