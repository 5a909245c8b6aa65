import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { ApiError, NOT_READY, TimedOut } from "../api/client";
import { SECOND_MS } from "../domain/units";
import { failed } from "../reports/visit";
import { beginWithArrived } from "./arrival";
import { CrashBoundary } from "./CrashBoundary";
import { Page as ForecastPage } from "./Page";
import { routeOf } from "./routes";

const RETRY_AFTER_MS = SECOND_MS;

/** The page with what it stands on. */
export function App() {
  const Page = routeOf(window.location.pathname) ?? ForecastPage;
  const [queries] = useState(newQueries);
  return (
    <CrashBoundary>
      <QueryClientProvider client={queries}>
        <Suspense>
          <Page />
        </Suspense>
      </QueryClientProvider>
    </CrashBoundary>
  );
}

function newQueries(): QueryClient {
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => tell(error) }),
    defaultOptions: {
      queries: {
        // Whoever has waited for a silent API is told before the next try.
        retry: (failures, error) => failures === 0 && !(error instanceof TimedOut),
        retryDelay: RETRY_AFTER_MS,
        // The API may be on this very machine: being offline says nothing about it.
        networkMode: "always",
      },
    },
  });
  beginWithArrived(queries, document);
  return queries;
}

/** Counts an answer that did not come; a service that has only just started is well. */
function tell(error: Error): void {
  if (!(error instanceof ApiError && error.type === NOT_READY)) failed("api");
}
