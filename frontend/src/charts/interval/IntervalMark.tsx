import { svgShare } from "../scale";
import { type IntervalInput, intervalGeometry } from "./intervalModel";
import "./interval.css";

/** The interval as a bar, the outcome as a dot: filled inside, hollow outside. */
export function IntervalMark({ inside, ...input }: IntervalInput & { inside: boolean }) {
  const { low, median, high, outcome } = intervalGeometry(input);
  return (
    <svg className="interval" height="14" aria-hidden="true">
      <line className="interval__track" x1="0" x2="100%" y1="7" y2="7" />
      <rect
        className="interval__bar"
        x={svgShare(low)}
        width={svgShare(high - low)}
        y="3"
        height="8"
      />
      <line
        className="interval__median"
        x1={svgShare(median)}
        x2={svgShare(median)}
        y1="3"
        y2="11"
      />
      {outcome === null ? null : (
        <circle
          className={inside ? "interval__inside" : "interval__outside"}
          cx={svgShare(outcome)}
          cy="7"
          r="3.5"
        />
      )}
    </svg>
  );
}
