import { TraceNumber } from "../components/TraceNumber";
import type { FirstLoadFailure } from "../components/useFirstLoadFailure";

interface Props {
  failure: FirstLoadFailure;
  onRetry: () => void;
  /** Names what is missing: "The ledger". */
  what: string;
}

/** Shown when nothing has ever been read: says so, and keeps trying. */
export function FirstLoadPanel({
  failure: { preparing, silent, reason, traceId },
  onRetry,
  what,
}: Props) {
  if (preparing) {
    return (
      <div className="failure" role="status">
        <h1>The first forecasts are being prepared</h1>
        <p>
          Candles are read and the model is fitted, which takes about a minute; then this page fills
          by itself.
        </p>
      </div>
    );
  }
  return (
    <div className="failure" role="alert">
      <h1>{silent ? "The API does not answer" : `${what} cannot be read`}</h1>
      <p>
        This page has loaded, so the site itself is up; what it shows comes from the API. Reason:{" "}
        {reason}. This page asks again by itself every few seconds.
      </p>
      <TraceNumber traceId={traceId} />
      <button type="button" onClick={onRetry}>
        Try again now
      </button>
    </div>
  );
}
