import { useId } from "react";
import type { ForecastRow } from "../../api/documents";
import type { Instant } from "../../domain/units";
import { useElementWidth } from "../../lib/useElementWidth";
import { nearestMark, OUTCOMES_HEIGHT_PX, type OutcomeMark, outcomesModel } from "./outcomesModel";
import "./outcomes.css";

const WIDTH_BEFORE_LAYOUT = 720;

interface Props {
  rows: readonly ForecastRow[];
  from: Instant;
  until: Instant;
  chosen: Instant;
  onChoose: (cutoff: Instant) => void;
  /** What the picture says, for those who do not see it. */
  summary: string;
}

/** A mark for every slot: where its outcome fell, or that there is none. */
export function OutcomesChart({ rows, from, until, chosen, onChoose, summary }: Props) {
  const [place, width] = useElementWidth<HTMLDivElement>(WIDTH_BEFORE_LAYOUT);
  const title = useId();
  const { marks, band, left, right, ticks } = outcomesModel(rows, from, until, width);
  const here = marks.find((mark) => mark.cutoff === chosen);
  return (
    <div ref={place} className="outcomes">
      {/* Whoever has no pointer takes the slider of slots or the table: they say the same. */}
      <svg
        width={width}
        height={OUTCOMES_HEIGHT_PX}
        viewBox={`0 0 ${width} ${OUTCOMES_HEIGHT_PX}`}
        role="img"
        aria-labelledby={title}
        onPointerDown={(event) => {
          const start = event.currentTarget.getBoundingClientRect().left;
          const mark = nearestMark(marks, event.clientX - start);
          if (mark) onChoose(mark.cutoff);
        }}
      >
        <title id={title}>{summary}</title>
        <rect
          className="outcomes__band"
          x={left}
          width={right - left}
          y={band.top}
          height={band.bottom - band.top}
        />
        <text x={left - 8} y={band.top - 3} textAnchor="end">
          above it
        </text>
        <text x={left - 8} y={(band.top + band.bottom) / 2 + 4} textAnchor="end">
          in the 80%
        </text>
        <text x={left - 8} y={band.bottom + 10} textAnchor="end">
          below it
        </text>
        {here ? (
          <line className="outcomes__chosen" x1={here.x} x2={here.x} y1={4} y2={120} />
        ) : null}
        {marks.map((mark) => (
          <path key={mark.id} className={`outcomes__${mark.kind}`} d={shapeOf(mark)} />
        ))}
        {here ? <circle className="outcomes__here" cx={here.x} cy={here.y} r="7" /> : null}
        {ticks.map((tick) => (
          <text key={tick.at} x={tick.x} y={138} textAnchor="middle">
            {tick.label}
          </text>
        ))}
      </svg>
    </div>
  );
}

/** Kinds differ in shape, not in colour alone. */
function shapeOf({ kind, x, y }: OutcomeMark): string {
  switch (kind) {
    case "inside":
      return `M${x - 2} ${y}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z`;
    case "outside":
      return `M${x} ${y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5Z`;
    case "missed":
      return `M${x - 3.5} ${y - 3.5}l7 7m0 -7l-7 7`;
    case "pending":
      return `M${x - 2.5} ${y}h5`;
  }
}
