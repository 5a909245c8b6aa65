import type { UseQueryResult } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";
import { newestTraceId } from "../api/trace";
import { TraceNumber } from "../components/TraceNumber";
import { failed } from "../reports/visit";
import { useFirstLoadFailure } from "./reachability";

interface Props<T> {
  query: UseQueryResult<T>;
  /** Names what is missing when it cannot be read: "The track record". */
  what: string;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** A part of a page that loads, fails and is tried again by itself; the others stay. */
export function RecordPart<T>({ query, what, skeleton, children }: Props<T>) {
  const failure = useFirstLoadFailure(query);
  if (query.data !== undefined) {
    return (
      <PartBoundary what={what} onRetry={() => void query.refetch()}>
        <Drawn data={query.data}>{children}</Drawn>
      </PartBoundary>
    );
  }
  if (failure === null) return skeleton;
  return (
    <div className="notice record-part" role="alert">
      <p>
        {what} cannot be read just now: {failure.reason}. Asking again by itself.
      </p>
      <TraceNumber traceId={failure.traceId} />
      <button type="button" onClick={() => void query.refetch()}>
        Try again now
      </button>
    </div>
  );
}

/** Its own component, so that what fails while drawing fails inside the boundary. */
function Drawn<T>({ data, children }: { data: T; children: (data: T) => ReactNode }) {
  return children(data);
}

interface BoundaryProps {
  what: string;
  onRetry: () => void;
  children: ReactNode;
}

class PartBoundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch() {
    failed("render");
  }

  override render() {
    const { what, onRetry, children } = this.props;
    if (!this.state.failed) return children;
    const retry = () => {
      this.setState({ failed: false });
      onRetry();
    };
    return (
      <div className="notice record-part" role="alert">
        <p>{what} cannot be drawn from what the API said.</p>
        <TraceNumber traceId={newestTraceId()} />
        <button type="button" onClick={retry}>
          Try again now
        </button>
      </div>
    );
  }
}
