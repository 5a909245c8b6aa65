import { Component, type ReactNode } from "react";
import { newestTraceId } from "../api/trace";
import { failed } from "../reports/visit";
import { PartMissing } from "./lazyPart";
import { ReloadOffer } from "./ReloadOffer";
import { TraceNumber } from "./TraceNumber";
import "./panel-failure.css";

/** New data may mend a part; what still fails is not told anew at each poll. */
const TRIED_AGAIN_AFTER_MS = 30_000;

interface Props {
  /** Names the part in a sentence: "The chance of a price". */
  what: string;
  /** What is drawn: another value is a reason to try again. */
  of?: unknown;
  onRetry?: () => void;
  children: ReactNode;
}

interface State {
  error: unknown;
  isBroken: boolean;
  traceId: string | null;
}

const WHOLE: State = { error: null, isBroken: false, traceId: null };

/** Keeps a fault, or a file that did not come, to the part of the page that it is in. */
export class PanelBoundary extends Component<Props, State> {
  override state = WHOLE;
  #brokenAt = 0;

  static getDerivedStateFromError(error: unknown): State {
    return { error, isBroken: true, traceId: newestTraceId() };
  }

  override componentDidCatch() {
    this.#brokenAt = Date.now();
    failed("render");
  }

  override componentDidUpdate({ of }: Props) {
    const isDue = Date.now() - this.#brokenAt > TRIED_AGAIN_AFTER_MS;
    if (this.state.isBroken && of !== this.props.of && isDue) this.setState(WHOLE);
  }

  override render() {
    const { what, onRetry, children } = this.props;
    const { error, isBroken, traceId } = this.state;
    if (!isBroken) return children;
    const retry = () => {
      this.setState(WHOLE);
      onRetry?.();
    };
    return (
      <div className="notice panel-failure" role="alert">
        {error instanceof PartMissing ? (
          <ReloadOffer what={what} />
        ) : (
          <>
            <p>{what} cannot be shown just now; the rest of the page can.</p>
            <TraceNumber traceId={traceId} />
            <button type="button" onClick={retry}>
              Try again
            </button>
          </>
        )}
      </div>
    );
  }
}
