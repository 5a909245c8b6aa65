import { useId } from "react";
import { useElementWidth, widthOf } from "../../lib/useElementWidth";
import { ChartReader } from "../reader/ChartReader";
import {
  type FanGeometry,
  type FanInput,
  fanGeometry,
  hoursBefore,
  NARROW_PX,
  PRICE_LABEL_GAP_PX,
} from "./fanGeometry";
import { fanReadings } from "./fanReadings";
import "./fan.css";

const WIDTH_BEFORE_LAYOUT = 720;
const HEIGHT_PX = { narrow: 280, wide: 380 } as const;

interface Props extends Pick<FanInput, "candles" | "record" | "previous" | "historyHours"> {
  /** What the picture says, for those who do not see it. */
  summary: string;
}

/** As wide as the chart that came with the HTML, whose place this one takes. */
function arrivedWidth(): number {
  const arrived = document.querySelector(".fan-chart--arriving");
  return (arrived && widthOf(arrived)) || WIDTH_BEFORE_LAYOUT;
}

/** Recent candles and the fan of the forecast, as wide as its place. */
export function FanChart({ summary, ...data }: Props) {
  const [place, width] = useElementWidth<HTMLDivElement>(arrivedWidth);
  const height = width < NARROW_PX ? HEIGHT_PX.narrow : HEIGHT_PX.wide;
  const geometry = fanGeometry({ ...data, width, height });
  const title = useId();
  return (
    <div ref={place} className="fan-chart">
      {geometry ? (
        <>
          <svg
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            role="img"
            aria-labelledby={title}
          >
            <title id={title}>{summary}</title>
            <Axes geometry={geometry} />
            {geometry.previous === null ? null : (
              <path className="fan-chart__previous" d={geometry.previous} />
            )}
            <History geometry={geometry} />
            <Fan geometry={geometry} />
          </svg>
          <ChartReader
            label="Read the chart hour by hour"
            readings={fanReadings(data.candles, data.record, hoursBefore(data.historyHours, width))}
          />
        </>
      ) : (
        <p className="fan-chart__nothing">No candles yet.</p>
      )}
    </div>
  );
}

function Axes({ geometry: { plot, priceTicks, timeTicks } }: { geometry: FanGeometry }) {
  return (
    <g className="fan-chart__axes">
      {priceTicks.map((tick) => (
        <g key={tick.label}>
          <line x1={plot.left} x2={plot.right} y1={tick.position} y2={tick.position} />
          <text
            className="fan-chart__price"
            x={plot.left - PRICE_LABEL_GAP_PX}
            y={tick.position}
            textAnchor="end"
            dominantBaseline="central"
          >
            {tick.label}
          </text>
        </g>
      ))}
      {timeTicks.map((tick) => (
        <g key={tick.position}>
          <line x1={tick.position} x2={tick.position} y1={plot.bottom} y2={plot.bottom + 4} />
          <text x={tick.position} y={plot.bottom + 18} textAnchor="middle">
            {tick.label}
          </text>
        </g>
      ))}
    </g>
  );
}

function History({ geometry: { ranges, closes } }: { geometry: FanGeometry }) {
  return (
    <g className="fan-chart__history">
      <path className="fan-chart__ranges" d={ranges} />
      {closes.map((path) => (
        <path key={path} className="fan-chart__closes" d={path} />
      ))}
    </g>
  );
}

function Fan({ geometry }: { geometry: FanGeometry }) {
  const { plot, bands, median, cutoffX, targetX, endLabels } = geometry;
  if (cutoffX === null || targetX === null || median === null) return null;
  return (
    <g className="fan-chart__fan">
      <line
        className="fan-chart__cutoff"
        x1={cutoffX}
        x2={cutoffX}
        y1={plot.top}
        y2={plot.bottom}
      />
      {bands.map((band) => (
        <path key={band.percent} className={`fan-chart__band band-${band.percent}`} d={band.path} />
      ))}
      <path className="fan-chart__median" d={median} />
      {endLabels.map((end) => (
        <g
          key={`${end.kind}${end.anchor}`}
          className={`fan-chart__end fan-chart__end--${end.kind}`}
        >
          <path d={`M${targetX} ${end.anchor}L${targetX + 8} ${end.position}`} />
          <text x={targetX + 11} y={end.position} dominantBaseline="central">
            {end.label}
          </text>
        </g>
      ))}
    </g>
  );
}
