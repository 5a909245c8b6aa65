interface Props {
  reason: string;
  onRetry: () => void;
}

/** Shown when nothing has ever been read: says so, and keeps trying. */
export function FirstLoadFailure({ reason, onRetry }: Props) {
  return (
    <div className="failure" role="alert">
      <h1>The forecasts cannot be read</h1>
      <p>Reason: {reason}. This page asks again by itself every few seconds.</p>
      <button type="button" onClick={onRetry}>
        Try again now
      </button>
    </div>
  );
}
