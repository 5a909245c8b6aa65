import type { CandleRow } from "../../api/documents";
import { instantOf } from "../../domain/units";
import { fullTime } from "../../lib/formatTime";

/** The candles before those that are shown. */
export interface OlderCandles {
  state: "there may be" | "on their way" | "cannot be read" | "there are none";
  read: () => void;
  readAgain: () => void;
}

interface Props {
  older: OlderCandles;
  oldest: CandleRow | undefined;
}

/** How far back the candles go, and whether there are more. */
export function Older({ older: { state, readAgain }, oldest }: Props) {
  const since = oldest ? `Candles since ${fullTime(instantOf(oldest.open_time))}` : "No candles";
  if (state === "cannot be read") {
    return (
      <p role="alert" className="explorer-dialog__problem">
        {since}; older ones cannot be read just now.{" "}
        <button type="button" onClick={readAgain}>
          Try again
        </button>
      </p>
    );
  }
  return (
    <p>
      {since}; {WORDS[state]}
    </p>
  );
}

const WORDS = {
  "there may be": "move left for older ones.",
  "on their way": "older ones are on their way.",
  "there are none": "there are no older ones.",
} as const;
