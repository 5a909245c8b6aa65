import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import { TraceNumber } from "./TraceNumber";

interface Props<T> {
  query: UseQueryResult<T>;
  /** Names what is missing when it cannot be read: "The track record". */
  what: string;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** The data once they are there, their skeleton until then, the reason when they do not come. */
export function Awaited<T>({ query, what, skeleton, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.errorUpdateCount === 0) return skeleton;
  return (
    <div className="notice" role="alert">
      {what} cannot be read just now; asking again.
      <TraceNumber traceId={traceIdOf(query)} />
    </div>
  );
}

/** While it is asked for again, the error is forgotten and only the failure is known. */
function traceIdOf({ error, failureReason }: UseQueryResult<unknown>): string | null {
  const known = error ?? failureReason;
  return known instanceof ApiError ? known.traceId : null;
}
