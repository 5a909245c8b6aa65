import { HORIZON_FACTS, type Horizon, independentCount } from "../../domain/horizon";
import { count } from "../../lib/formatNumber";
import { svgShare } from "../scale";
import type { SkillModel, SkillRow } from "./skillModel";
import "./skill.css";

const LANE_PX = 10;
/** Between the lanes of one horizon and those of the next. */
const GAP_PX = 14;

interface Props {
  model: SkillModel;
  chosen: Horizon;
  /** What stands beside each baseline's dot in the legend. */
  legend: readonly { baseline: string; text: string }[];
  /** The name people know a baseline by. */
  nameOf: (baseline: string) => string;
}

/** Dots left of the dashed line: the forecasts lost less than the baseline did. */
export function SkillChart({ model, chosen, legend, nameOf }: Props) {
  const height = GAP_PX + model.baselines.length * LANE_PX;
  return (
    <div className="skill">
      <ul className="skill__legend">
        {legend.map(({ baseline, text }) => (
          <li key={baseline}>
            <svg width="12" height="12" aria-hidden="true">
              <circle className={dotClass(model, baseline)} cx="6" cy="6" r="4.5" />
            </svg>
            {text}
          </li>
        ))}
      </ul>
      <table>
        <tbody>
          {model.rows.map((row) => (
            <tr key={row.horizon} className={row.horizon === chosen ? "skill__chosen" : undefined}>
              <th scope="row">{HORIZON_FACTS[row.horizon].label}</th>
              <td>
                <span className="visually-hidden">
                  {row.dots.map((dot) => `${dot.ratio} against ${nameOf(dot.baseline)}`).join(", ")}
                </span>
                <svg width="100%" height={height} aria-hidden="true">
                  <line className="skill__track" x1="0" x2="100%" y1={height / 2} y2={height / 2} />
                  <line
                    className="skill__parity"
                    x1={svgShare(model.parity)}
                    x2={svgShare(model.parity)}
                    y1="0"
                    y2={height}
                  />
                  {row.dots.map((dot, lane) => (
                    <g key={dot.baseline}>
                      {dot.interval ? (
                        <line
                          className={`skill__interval skill__interval--${model.baselines.indexOf(dot.baseline)}`}
                          x1={svgShare(dot.interval.low)}
                          x2={svgShare(dot.interval.high)}
                          y1={laneY(lane)}
                          y2={laneY(lane)}
                        />
                      ) : null}
                      <circle
                        className={dotClass(model, dot.baseline)}
                        cx={svgShare(dot.position)}
                        cy={laneY(lane)}
                        r="4.5"
                      />
                    </g>
                  ))}
                </svg>
              </td>
              <td className="skill__count number" title={independent(row)}>
                n = {count(row.scored)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="skill__ends" aria-hidden="true">
        <span>← better</span>
        <span>no better</span>
        <span>worse →</span>
      </p>
    </div>
  );
}

/** Each baseline has a lane of its own, so that intervals do not hide each other. */
function laneY(lane: number): number {
  return GAP_PX / 2 + (lane + 0.5) * LANE_PX;
}

function independent({ scored, horizon }: SkillRow): string {
  return `about ${count(independentCount(scored, horizon))} that do not overlap`;
}

function dotClass(model: SkillModel, baseline: string): string {
  return `skill__dot skill__dot--${model.baselines.indexOf(baseline)}`;
}
