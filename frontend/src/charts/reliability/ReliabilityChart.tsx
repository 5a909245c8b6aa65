import { useId } from "react";
import { counted, percent } from "../../lib/formatNumber";
import { useElementWidth } from "../../lib/useElementWidth";
import { ChartReader } from "../reader/ChartReader";
import { readingsOf } from "../reader/readings";
import { type Promised, reliability } from "./reliabilityModel";
import "./reliability.css";

const WIDTH_BEFORE_LAYOUT = 420;
const HEIGHT_PX = 260;

interface Props {
  levels: readonly Promised[];
  summary: string;
  /** What the chances are of, for the axis. */
  promised?: string;
  /** One of what came. */
  counts?: string;
}

/** On the dashed diagonal what was said came as often as it was said. */
export function ReliabilityChart({
  levels,
  summary,
  promised = "at or below the quantile",
  counts = "outcome",
}: Props) {
  const [place, width] = useElementWidth<HTMLDivElement>(WIDTH_BEFORE_LAYOUT);
  const { plot, points, ticks } = reliability(levels, width, HEIGHT_PX);
  const title = useId();
  return (
    <div ref={place} className="reliability">
      <svg
        width={width}
        height={HEIGHT_PX}
        viewBox={`0 0 ${width} ${HEIGHT_PX}`}
        role="img"
        aria-labelledby={title}
      >
        <title id={title}>{summary}</title>
        {ticks.map((tick) => (
          <g key={tick.label}>
            <line x1={plot.left} x2={plot.right} y1={tick.y} y2={tick.y} />
            <text x={plot.left - 6} y={tick.y} textAnchor="end" dominantBaseline="central">
              {tick.label}
            </text>
            <text x={tick.x} y={plot.bottom + 16} textAnchor="middle">
              {tick.label}
            </text>
          </g>
        ))}
        <text x={plot.right} y={HEIGHT_PX - 4} textAnchor="end">
          promised: {promised}
        </text>
        <text x={plot.left + 6} y={plot.top + 8}>
          came
        </text>
        <line
          className="reliability__diagonal"
          x1={plot.left}
          y1={plot.bottom}
          x2={plot.right}
          y2={plot.top}
        />
        {points.map((point) => (
          <g key={point.level} className={point.off ? "reliability__off" : undefined}>
            {point.whisker === null ? null : (
              <line
                className="reliability__whisker"
                x1={point.x}
                x2={point.x}
                y1={point.whisker.top}
                y2={point.whisker.bottom}
              />
            )}
            {point.off ? (
              <rect x={point.x - 3.5} y={point.y - 3.5} width="7" height="7" />
            ) : (
              <circle cx={point.x} cy={point.y} r="3.5" />
            )}
          </g>
        ))}
      </svg>
      <ChartReader
        label="Read the chart level by level"
        readings={readingsOf(
          points.map(
            ({ level, share, count: came, off }) =>
              `promised ${percent(level, 0)}: ${percent(share)} came, ${counted(came, counts)}${off ? "; outside its interval" : ""}`,
          ),
        )}
      />
    </div>
  );
}
