import { Component, type ReactNode } from "react";
import { newestTraceId } from "../api/trace";
import { TraceNumber } from "../components/TraceNumber";
import { failed } from "../reports/visit";

interface Props {
  /** Names the part in a sentence: "The chance of a price". */
  what: string;
  children: ReactNode;
}

/** Keeps a fault, or a chunk that did not come, to the part of the page that it is in. */
export class PanelBoundary extends Component<Props, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override componentDidCatch() {
    failed("render");
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className="notice panel-failure" role="alert">
        <p>{this.props.what} cannot be shown just now; the rest of the page can.</p>
        <TraceNumber traceId={newestTraceId()} />
        <button type="button" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </div>
    );
  }
}
