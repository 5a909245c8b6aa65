import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { PanelBoundary } from "./PanelBoundary";
import { TraceNumber } from "./TraceNumber";
import { useFirstLoadFailure } from "./useFirstLoadFailure";
import "./panel-failure.css";

interface Props<T> {
  query: UseQueryResult<T>;
  /** Names what is missing when it cannot be read: "The track record". */
  what: string;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/**
 * A part of a page: its skeleton, then what is drawn from the data, or why it is not there.
 *
 * It fails and is tried again by itself; the others stay.
 */
export function Awaited<T>({ query, what, skeleton, children }: Props<T>) {
  const failure = useFirstLoadFailure(query);
  const retry = () => void query.refetch();
  if (query.data !== undefined) {
    return (
      <PanelBoundary what={what} of={query.data} onRetry={retry}>
        <Drawn data={query.data}>{children}</Drawn>
      </PanelBoundary>
    );
  }
  if (failure === null) return skeleton;
  return (
    <div className="notice panel-failure" role="alert">
      <p>
        {what} cannot be read just now: {failure.reason}. Asking again by itself.
      </p>
      <TraceNumber traceId={failure.traceId} />
      <button type="button" onClick={retry}>
        Try again now
      </button>
    </div>
  );
}

/** Its own component, so that what fails while drawing fails inside the boundary. */
function Drawn<T>({ data, children }: { data: T; children: (data: T) => ReactNode }) {
  return children(data);
}
