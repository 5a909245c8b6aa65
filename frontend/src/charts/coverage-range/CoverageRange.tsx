import { svgShare } from "../scale";
import { type CoverageMark, coverageRange } from "./coverageRangeModel";
import "./coverage-range.css";

const HEIGHT_PX = 16;

/** A dot for what held, a line for where that lies, a tick for what was promised. */
export function CoverageRange(mark: CoverageMark) {
  const { observed, nominal, interval, off } = coverageRange(mark);
  const middle = HEIGHT_PX / 2;
  return (
    <svg className="coverage-range" width="100%" height={HEIGHT_PX} aria-hidden="true">
      <line className="coverage-range__track" x1="0" x2="100%" y1={middle} y2={middle} />
      <line
        className="coverage-range__nominal"
        x1={svgShare(nominal)}
        x2={svgShare(nominal)}
        y1="0"
        y2={HEIGHT_PX}
      />
      <g className={off ? "coverage-range__off" : undefined}>
        {interval === null ? null : (
          <line
            className="coverage-range__interval"
            x1={svgShare(interval.low)}
            x2={svgShare(interval.high)}
            y1={middle}
            y2={middle}
          />
        )}
        <circle cx={svgShare(observed)} cy={middle} r="4" />
      </g>
    </svg>
  );
}
