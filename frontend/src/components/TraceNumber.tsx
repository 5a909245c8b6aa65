import { useState } from "react";

interface Props {
  /** Null where no request stands behind a failure. */
  traceId: string | null;
}

/**
 * The number under which a failure stands in the log, for readers who tell us of it.
 *
 * The first one stays while the page asks again: a screen reader would read out every new one.
 */
export function TraceNumber({ traceId }: Props) {
  const [first, keep] = useState(traceId);
  if (first === null && traceId !== null) keep(traceId);
  const shown = first ?? traceId;
  return shown === null ? null : (
    <p className="trace">
      If you tell us of it, give us this number: <code>{shown}</code>
    </p>
  );
}
