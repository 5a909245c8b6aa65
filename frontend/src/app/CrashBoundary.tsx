import { Component, type ReactNode } from "react";
import { apiUrl } from "../api/origin";
import { newestTraceId } from "../api/trace";
import { PartMissing } from "../components/lazyPart";
import { ReloadOffer } from "../components/ReloadOffer";
import { TraceNumber } from "../components/TraceNumber";
import { failed } from "../reports/visit";
import { PageFrame } from "./PageFrame";

interface Props {
  children: ReactNode;
}

interface State {
  reason: string | null;
  isMissing: boolean;
}

/** Turns a fault of the page, or a file of it that did not come, into a sentence: never blank. */
export class CrashBoundary extends Component<Props, State> {
  override state: State = { reason: null, isMissing: false };

  static getDerivedStateFromError(error: unknown): State {
    return {
      reason: error instanceof Error ? error.message : String(error),
      isMissing: error instanceof PartMissing,
    };
  }

  override componentDidCatch() {
    failed("render");
  }

  override render() {
    if (this.state.reason === null) return this.props.children;
    if (this.state.isMissing) {
      return (
        <PageFrame>
          <div className="failure" role="alert">
            <h1>This page has not come</h1>
            <ReloadOffer what="A file of it" />
          </div>
        </PageFrame>
      );
    }
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
