import { useId, useState } from "react";
import type { Instant } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import { weekdayTime } from "../../lib/formatTime";
import { useElementWidth } from "../../lib/useElementWidth";
import { hoursBefore, NARROW_PX, PRICE_LABEL_GAP_PX } from "../fan/fanGeometry";
import {
  type HindsightGeometry,
  type HindsightInput,
  hindsightGeometry,
  type Reading,
} from "./hindsightGeometry";
import "../fan/fan.css";
import "./hindsight.css";

const WIDTH_BEFORE_LAYOUT = 720;
const HEIGHT_PX = { narrow: 280, wide: 380 } as const;

interface Props extends Omit<HindsightInput, "width" | "height"> {
  /** What the picture says, for those who do not see it. */
  summary: string;
}

/** A forecast as issued, and what came laid over it; each hour can be read. */
export function HindsightChart({ summary, ...data }: Props) {
  const [place, width] = useElementWidth<HTMLDivElement>(WIDTH_BEFORE_LAYOUT);
  const [readAt, read] = useState<Instant | null>(null);
  const height = width < NARROW_PX ? HEIGHT_PX.narrow : HEIGHT_PX.wide;
  const historyHours = hoursBefore(data.historyHours, width);
  const geometry = hindsightGeometry({ ...data, historyHours, width, height });
  const title = useId();
  const readings = geometry?.readings ?? [];
  const index = readings.findIndex((one) => one.at === readAt);
  const reading = readings[index];
  const words = (one: Reading | undefined) =>
    one === undefined
      ? "Point at the chart, or move the slider below it, to read an hour."
      : `${weekdayTime(one.at)}: ${one.at > data.cutoff ? "came to" : "closed at"} ${wholeDollars(one.close)}, between ${wholeDollars(one.low)} and ${wholeDollars(one.high)} in that hour`;
  return (
    <div>
      <p className="hindsight__reading">{words(reading)}</p>
      <div
        ref={place}
        className="fan-chart hindsight"
        onPointerMove={(event) => {
          const left = event.currentTarget.getBoundingClientRect().left;
          read(nearest(readings, event.clientX - left)?.at ?? null);
        }}
        onPointerLeave={() => read(null)}
      >
        {geometry ? (
          <svg
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            role="img"
            aria-labelledby={title}
          >
            <title id={title}>{summary}</title>
            <Axes geometry={geometry} />
            <Picture geometry={geometry} />
            {reading ? (
              <g className="hindsight__cross">
                <line
                  x1={reading.x}
                  x2={reading.x}
                  y1={geometry.plot.top}
                  y2={geometry.plot.bottom}
                />
                <circle cx={reading.x} cy={reading.y} r="4" />
              </g>
            ) : null}
          </svg>
        ) : (
          <p className="fan-chart__nothing">There are no candles of that time.</p>
        )}
      </div>
      {readings.length > 1 ? (
        <input
          className="hindsight__slider"
          type="range"
          aria-label="Read the chart hour by hour"
          aria-valuetext={words(reading)}
          min={0}
          max={readings.length - 1}
          value={index < 0 ? readings.length - 1 : index}
          onChange={(event) => read(readings[Number(event.target.value)]?.at ?? null)}
        />
      ) : null}
    </div>
  );
}

function nearest(readings: readonly Reading[], x: number): Reading | undefined {
  let best: Reading | undefined;
  for (const one of readings) {
    if (best === undefined || Math.abs(one.x - x) < Math.abs(best.x - x)) best = one;
  }
  return best;
}

function Axes({ geometry: { plot, priceTicks, timeTicks } }: { geometry: HindsightGeometry }) {
  return (
    <g className="fan-chart__axes">
      {priceTicks.map(({ label, position }) => (
        <g key={label}>
          <line x1={plot.left} x2={plot.right} y1={position} y2={position} />
          <text
            x={plot.left - PRICE_LABEL_GAP_PX}
            y={position}
            textAnchor="end"
            dominantBaseline="central"
          >
            {label}
          </text>
        </g>
      ))}
      {timeTicks.map(({ label, position }) => (
        <g key={position}>
          <line x1={position} x2={position} y1={plot.bottom} y2={plot.bottom + 4} />
          <text x={position} y={plot.bottom + 18} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
    </g>
  );
}

function Picture({ geometry }: { geometry: HindsightGeometry }) {
  const { plot, before, after, bands, median, cutoffX, targetX, outcomeY, endLabels } = geometry;
  return (
    <>
      <path className="fan-chart__ranges" d={before.ranges} />
      {before.closes.map((path) => (
        <path key={path} className="fan-chart__closes" d={path} />
      ))}
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
      {median === null ? null : <path className="fan-chart__median" d={median} />}
      {/* Without hue the line of what came is as grey as the band under it. */}
      {after.closes.map((path) => (
        <path key={path} className="hindsight__edge" d={path} />
      ))}
      <path className="hindsight__ranges" d={after.ranges} />
      {after.closes.map((path) => (
        <path key={path} className="hindsight__closes" d={path} />
      ))}
      {outcomeY === null ? null : (
        <path className="hindsight__outcome" d={`M${targetX} ${outcomeY - 6}l6 6l-6 6l-6 -6Z`} />
      )}
      {endLabels.map((end) => (
        <g
          key={`${end.kind}${end.anchor}`}
          className={`fan-chart__end fan-chart__end--${end.kind}`}
        >
          <path
            d={`M${targetX + (end.kind === "outcome" ? 6 : 0)} ${end.anchor}L${targetX + 10} ${end.position}`}
          />
          <text x={targetX + 13} y={end.position} dominantBaseline="central">
            {end.label}
          </text>
        </g>
      ))}
    </>
  );
}
