import { Component, type ReactNode } from "react";
import { apiUrl } from "../api/origin";
import { newestTraceId } from "../api/trace";
import { TraceNumber } from "../components/TraceNumber";
import { failed } from "../reports/visit";

interface Props {
  children: ReactNode;
}

/** Turns a fault of the page into a sentence: it is never blank. */
export class CrashBoundary extends Component<Props, { reason: string | null }> {
  override state = { reason: null };

  static getDerivedStateFromError(error: unknown) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch() {
    failed("render");
  }

  override render() {
    if (this.state.reason === null) return this.props.children;
    return (
      <div className="failure" role="alert">
        <h1>This page has failed</h1>
        <p>
          The forecasts are still on record: read the newest as data at{" "}
          <a href={apiUrl("/api/v1/forecast")}>/api/v1/forecast</a>. Reason: {this.state.reason}.
        </p>
        <TraceNumber traceId={newestTraceId()} />
        <button type="button" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </div>
    );
  }
}
