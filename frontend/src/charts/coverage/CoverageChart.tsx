import { percent } from "../../lib/formatNumber";
import { svgShare } from "../scale";
import type { CoverageBar } from "./coverageModel";
import "./coverage.css";

/** A bar for what was observed, a tick for what was promised. */
export function CoverageChart({ bars }: { bars: readonly CoverageBar[] }) {
  return (
    <table className="coverage">
      <thead>
        <tr>
          <th scope="col">Interval</th>
          <th scope="col" className="coverage__bars">
            mark: promised
          </th>
          <th scope="col" className="number">
            Held
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.percent}>
            <th scope="row">{bar.percent}%</th>
            <td className="coverage__bars">
              <svg width="100%" height="14" aria-hidden="true">
                <rect className="coverage__track" y="5" width="100%" height="4" rx="2" />
                <rect
                  className="coverage__observed"
                  y="5"
                  width={svgShare(bar.observed)}
                  height="4"
                  rx="2"
                />
                <line
                  className="coverage__nominal"
                  x1={svgShare(bar.nominal)}
                  x2={svgShare(bar.nominal)}
                  y1="0"
                  y2="14"
                />
              </svg>
            </td>
            <td className="number">{percent(bar.observed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
