import { useState } from "react";
import type { Readings } from "./readings";
import "./reader.css";

interface Props {
  /** What arrow keys go along: "Read the chart hour by hour". */
  label: string;
  readings: Readings;
}

/**
 * Reads a chart aloud, value by value: a slider that stands over the chart while it has the focus.
 *
 * A slider says its text wherever it is moved to, which is what a live region would do, once.
 */
export function ChartReader({ label, readings }: Props) {
  const last = readings.count - 1;
  const [chosen, choose] = useState(last);
  const at = Math.min(chosen, last);
  if (last < 0) return null;
  const said = readings.said(at);
  return (
    <div className="chart-reader">
      <p className="chart-reader__told" aria-hidden="true">
        {said}
      </p>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={said}
        min={0}
        max={last}
        value={at}
        onChange={(event) => choose(Number(event.target.value))}
      />
    </div>
  );
}
