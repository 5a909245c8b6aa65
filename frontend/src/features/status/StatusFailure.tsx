import { TraceNumber } from "../../components/TraceNumber";
import "./status.css";

interface Props {
  preparing: boolean;
  silent: boolean;
  reason: string;
  traceId: string | null;
  onRetry: () => void;
}

/** Shown when no status has ever been read: what that alone tells, and how to ask again. */
export function StatusFailure({ preparing, silent, reason, traceId, onRetry }: Props) {
  return (
    <div className="failure" role={preparing ? "status" : "alert"}>
      <h1>
        {preparing
          ? "Candor is being prepared"
          : silent
            ? "The API does not answer"
            : "The status cannot be read"}
      </h1>
      <p>
        This page was loaded, so the page itself is up.{" "}
        {preparing
          ? "Candles are read and the model is fitted; the status appears by itself in about a minute."
          : "Nothing more is known here: forecasts, uptime and incidents are told by the API."}
      </p>
      {preparing ? null : (
        <p className="quiet">Reason: {reason}. This page asks again by itself.</p>
      )}
      {preparing ? null : <TraceNumber traceId={traceId} />}
      <button type="button" onClick={onRetry}>
        Try again now
      </button>
    </div>
  );
}
