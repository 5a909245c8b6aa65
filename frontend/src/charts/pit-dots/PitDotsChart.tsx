import { type KeyboardEvent, type MouseEvent, useMemo, useState } from "react";
import type { Instant, Probability } from "../../domain/units";
import { useElementWidth } from "../../lib/useElementWidth";
import { crossPath, dotPath, nearestDot, type PitDots, pitDots } from "./pitDotsModel";
import "./pit-dots.css";

const WIDTH_BEFORE_LAYOUT = 720;
const HEIGHT_PX = 300;
/** A page of dots, for PageUp and PageDown. */
const LEAP = 24;

interface Props {
  cutoffs: readonly Instant[];
  pits: readonly Probability[];
  missed: readonly Instant[];
  changes: readonly { at: Instant; label: string }[];
  /** Those that stand out; null where all do. */
  members: ReadonlySet<number> | null;
  /** Which dot is open; null for none. */
  opened: number | null;
  onOpen: (index: number) => void;
  /** What the picture says, and what one dot says. */
  summary: string;
  textOf: (index: number) => string;
}

/** A dot a forecast; click, or arrow keys and Enter, open what it says. */
export function PitDotsChart(props: Props) {
  const { cutoffs, pits, missed, changes, members, opened, onOpen, summary, textOf } = props;
  const [place, width] = useElementWidth<HTMLDivElement>(WIDTH_BEFORE_LAYOUT);
  const [pointed, point] = useState<number | null>(null);
  // Thousands of dots are not placed anew whenever the pointer moves.
  const model = useMemo(
    () => pitDots({ cutoffs, pits, missed, changes, width, height: HEIGHT_PX }),
    [cutoffs, pits, missed, changes, width],
  );
  const last = cutoffs.length - 1;
  const at = Math.min(last, pointed ?? opened ?? last);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -LEAP, PageDown: LEAP }[event.key];
    const to = { Home: 0, End: last }[event.key] ?? (step === undefined ? undefined : at + step);
    if (event.key === "Enter" || event.key === " ") onOpen(at);
    else if (to === undefined) return;
    else point(Math.min(last, Math.max(0, to)));
    event.preventDefault();
  };
  const under = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const here = { x: event.clientX - box.left, y: event.clientY - box.top };
    return model && nearestDot(model.dots, here);
  };
  if (model === null || last < 0) return null;
  return (
    <div className="pit-dots">
      <p className="pit-dots__told" aria-hidden="true">
        {pointed === null ? "Point at a dot to read it; click to open it." : textOf(at)}
      </p>
      {/* A slider is what a keyboard can go along, and says where it stands. */}
      <div
        ref={place}
        className="pit-dots__place"
        role="slider"
        tabIndex={0}
        aria-label={`${summary}. Arrow keys go from forecast to forecast, Enter opens one`}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={textOf(at)}
        onKeyDown={move}
        onFocus={() => point((one) => one ?? at)}
        onBlur={() => point(null)}
        onPointerMove={(event) => point(under(event))}
        onPointerLeave={() => point(null)}
        onClick={(event) => {
          const index = under(event);
          if (index !== null) onOpen(index);
        }}
      >
        <svg
          width={width}
          height={HEIGHT_PX}
          viewBox={`0 0 ${width} ${HEIGHT_PX}`}
          aria-hidden="true"
        >
          <Frame model={model} />
          <Dots model={model} members={members} />
          <Ring dot={dotAt(model, opened)} kind="opened" />
          <Ring dot={dotAt(model, pointed)} kind="pointed" />
        </svg>
      </div>
    </div>
  );
}

type Dot = PitDots["dots"][number];

function dotAt(model: PitDots, index: number | null): Dot | undefined {
  return index === null ? undefined : model.dots[index];
}

function Ring({ dot, kind }: { dot: Dot | undefined; kind: "opened" | "pointed" }) {
  return dot === undefined ? null : (
    <circle className={`pit-dots__ring pit-dots__ring--${kind}`} cx={dot.x} cy={dot.y} r="7" />
  );
}

function Frame({ model }: { model: PitDots }) {
  const { plot, band, medianY, missedY } = model;
  const wide = { x1: plot.left, x2: plot.right };
  return (
    <g className="pit-dots__frame">
      <rect
        className="pit-dots__band"
        x={plot.left}
        width={plot.right - plot.left}
        y={band.top}
        height={band.bottom - band.top}
      />
      <line className="pit-dots__median" {...wide} y1={medianY} y2={medianY} />
      <line {...wide} y1={missedY} y2={missedY} />
      <Label x={plot.left} y={band.top} text="top of 80%" />
      <Label x={plot.left} y={medianY} text="median" />
      <Label x={plot.left} y={band.bottom} text="bottom" />
      <Label x={plot.left} y={missedY} text="missed" />
      {model.timeTicks.map((tick) => (
        <text key={tick.position} x={tick.position} y={plot.bottom + 32} textAnchor="middle">
          {tick.label}
        </text>
      ))}
      {model.changes.map((change) => (
        <g key={change.x} className="pit-dots__change">
          <line x1={change.x} x2={change.x} y1={plot.top - 4} y2={missedY + 4} />
          <text x={change.x} y={plot.top - 7} textAnchor="middle">
            {change.label}
          </text>
        </g>
      ))}
    </g>
  );
}

function Label({ x, y, text }: { x: number; y: number; text: string }) {
  return (
    <text x={x - 8} y={y} textAnchor="end" dominantBaseline="central">
      {text}
    </text>
  );
}

function Dots({ model, members }: Pick<Props, "members"> & { model: PitDots }) {
  const chosen = members === null ? [] : model.dots.filter((_, index) => members.has(index));
  return (
    <>
      <g className={members === null ? undefined : "pit-dots__dimmed"}>
        <path className="pit-dots__inside" d={model.inside} />
        <path className="pit-dots__outside" d={model.outside} />
      </g>
      <path className="pit-dots__inside" d={dotPath(chosen.filter((dot) => !dot.outside))} />
      <path className="pit-dots__outside" d={crossPath(chosen.filter((dot) => dot.outside))} />
      <path className="pit-dots__missed" d={model.missed} />
    </>
  );
}
