import { useId } from "react";
import { signedPercent } from "../../lib/formatNumber";
import { dayAndMonth } from "../../lib/formatTime";
import { useElementWidth } from "../../lib/useElementWidth";
import { ChartReader } from "../reader/ChartReader";
import { readingsOf } from "../reader/readings";
import { type SkillHistoryInput, skillHistory } from "./skillHistoryModel";
import "./skill-history.css";

const WIDTH_BEFORE_LAYOUT = 720;
const HEIGHT_PX = 280;

interface Props extends Omit<SkillHistoryInput, "width" | "height"> {
  summary: string;
}

/** Above the dashed line the forecasts lost less than the baseline. */
export function SkillHistoryChart({ summary, ...data }: Props) {
  const [place, width] = useElementWidth<HTMLDivElement>(WIDTH_BEFORE_LAYOUT);
  const model = skillHistory({ ...data, width, height: HEIGHT_PX });
  const title = useId();
  if (model === null) return null;
  const { plot } = model;
  return (
    <div ref={place} className="skill-history">
      <svg
        width={width}
        height={HEIGHT_PX}
        viewBox={`0 0 ${width} ${HEIGHT_PX}`}
        role="img"
        aria-labelledby={title}
      >
        <title id={title}>{summary}</title>
        {model.ticks.map((tick) => (
          <g key={tick.label}>
            <line x1={plot.left} x2={plot.right} y1={tick.y} y2={tick.y} />
            <text x={plot.left - 6} y={tick.y} textAnchor="end" dominantBaseline="central">
              {tick.label}
            </text>
          </g>
        ))}
        {model.timeTicks.map((tick) => (
          <text key={tick.position} x={tick.position} y={HEIGHT_PX - 8} textAnchor="middle">
            {tick.label}
          </text>
        ))}
        <line
          className="skill-history__zero"
          x1={plot.left}
          x2={plot.right}
          y1={model.zeroY}
          y2={model.zeroY}
        />
        <text className="skill-history__told" x={plot.left + 4} y={model.zeroY + 14}>
          no better than the baseline
        </text>
        {model.changes.map((change) => (
          <g key={change.x}>
            <line
              className="skill-history__change"
              x1={change.x}
              x2={change.x}
              y1={plot.top - 4}
              y2={plot.bottom}
            />
            <text x={change.x} y={plot.top - 7} textAnchor="middle">
              {change.label}
            </text>
          </g>
        ))}
        {model.lines.map(({ baseline, path, interval }) => {
          const lane = data.baselines.indexOf(baseline);
          return (
            <g key={baseline} className={`skill-history__lane skill-history__lane--${lane}`}>
              <path d={path} />
              {interval === null ? null : (
                <line x1={interval.x} x2={interval.x} y1={interval.top} y2={interval.bottom} />
              )}
            </g>
          );
        })}
      </svg>
      <ChartReader
        label="Read the chart day by day"
        readings={readingsOf(
          data.days.map(
            ({ at, skill }) =>
              `Up to ${dayAndMonth(at)}: ${data.baselines.flatMap((one) => (skill[one] === undefined ? [] : [`${signedPercent(skill[one])} against ${one}`])).join(", ")}`,
          ),
        )}
      />
    </div>
  );
}

/** A piece of a baseline's line, for a legend. */
export function SkillHistoryKey({ lane }: { lane: number }) {
  return (
    <svg className="skill-history__key" width="26" height="10" aria-hidden="true">
      <g className={`skill-history__lane skill-history__lane--${lane}`}>
        <path d="M0 5H26" />
      </g>
    </svg>
  );
}
