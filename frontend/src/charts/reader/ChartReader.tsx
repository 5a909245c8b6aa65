import { useState } from "react";
import "./reader.css";

interface Props {
  /** What arrow keys go along: "Read the chart hour by hour". */
  label: string;
  /** What is said of each place, in the order in which they are drawn. */
  readings: readonly string[];
}

/**
 * Reads a chart aloud, value by value: a slider that stands over the chart while it has the focus.
 *
 * A slider says its text wherever it is moved to, which is what a live region would do, once.
 */
export function ChartReader({ label, readings }: Props) {
  const last = readings.length - 1;
  const [chosen, choose] = useState(last);
  const at = Math.min(chosen, last);
  if (last < 0) return null;
  return (
    <div className="chart-reader">
      <p className="chart-reader__told" aria-hidden="true">
        {readings[at]}
      </p>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={readings[at]}
        min={0}
        max={last}
        value={at}
        onChange={(event) => choose(Number(event.target.value))}
      />
    </div>
  );
}
