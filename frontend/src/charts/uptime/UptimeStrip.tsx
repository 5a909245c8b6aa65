import { type KeyboardEvent, useState } from "react";
import { type Day, dayText } from "./uptimeModel";
import "./uptime.css";

const HEIGHT = 28;
/** How tall a day's bar is. What was lost is a gap at its top. */
const HEIGHTS = { up: HEIGHT, partly: 19, "mostly-down": 9, unknown: 2 } as const;
const CELL = 10;
const BAR = 7;

interface Props {
  /** Whose days these are: "The API". */
  label: string;
  days: readonly Day[];
  /** The whole row in a number. */
  share: string;
  /** And in words. */
  summary: string;
}

/** A bar a day. A day is told under the pointer, and by arrow keys under the focus. */
export function UptimeStrip({ label, days, share, summary }: Props) {
  const last = days.length - 1;
  const [chosen, choose] = useState<number | null>(null);
  const day = days[chosen ?? last];
  const move = (event: KeyboardEvent) => {
    const from = chosen ?? last;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(Math.min(last, Math.max(0, to)));
  };
  if (day === undefined) return null;
  return (
    <div className="uptime">
      <p className="uptime__head">
        <span className="uptime__label">{label}</span>
        <span className="uptime__told">{chosen === null ? share : dayText(day)}</span>
      </p>
      {/* A slider is what a keyboard can go along, and says where it stands. */}
      <div
        className="uptime__strip"
        role="slider"
        tabIndex={0}
        aria-label={`${label}: ${summary}; by day`}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={chosen ?? last}
        aria-valuetext={dayText(day)}
        onKeyDown={move}
        onFocus={() => choose((one) => one ?? last)}
        onBlur={() => choose(null)}
        onPointerLeave={() => choose(null)}
      >
        <svg
          viewBox={`0 0 ${CELL * days.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {days.map((one, index) => (
            <g key={one.at} onPointerEnter={() => choose(index)}>
              <rect className="uptime__hit" x={index * CELL} width={CELL} height={HEIGHT} />
              <rect
                className={`uptime__day uptime__day--${one.kind}`}
                x={index * CELL + (CELL - BAR) / 2}
                y={HEIGHT - HEIGHTS[one.kind]}
                width={BAR}
                height={HEIGHTS[one.kind]}
              />
              {index === chosen ? (
                <rect
                  className="uptime__chosen"
                  x={index * CELL}
                  width={CELL}
                  height={HEIGHT}
                  vectorEffect="non-scaling-stroke"
                />
              ) : null}
            </g>
          ))}
        </svg>
      </div>
    </div>
  );
}
