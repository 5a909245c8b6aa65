import { type PointerEvent, useId } from "react";
import type { ForecastRecord } from "../../api/documents";
import type { Price } from "../../domain/units";
import { useElementWidth } from "../../lib/useElementWidth";
import { DOTS, type DotPlotModel, dotPlotModel } from "./dotPlotModel";
import "./dots.css";

const WIDTH_BEFORE_LAYOUT = 560;
const EDGE_PX = 36;

interface Props {
  record: ForecastRecord;
  level: Price;
  /** Where the reader drags the level to. */
  onMove: (price: Price) => void;
}

/** Twenty equally likely outcomes, and the level that parts them; a slider beside it does the same. */
export function DotPlot({ record, level, onMove }: Props) {
  const [place, width] = useElementWidth<HTMLDivElement>(WIDTH_BEFORE_LAYOUT);
  const model = dotPlotModel({ record, level, width });
  const title = useId();
  const above = model.dots.filter((dot) => dot.above).length;
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width: drawn } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / drawn));
    const [low, high] = model.range;
    onMove((low + share * (high - low)) as Price);
  };
  return (
    <div ref={place} className="dots">
      <svg
        width={width}
        height={model.height}
        viewBox={`0 0 ${width} ${model.height}`}
        role="img"
        aria-labelledby={title}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event);
        }}
      >
        <title id={title}>
          {`${above} of ${DOTS} equally likely outcomes lie above the level, ${DOTS - above} at or below it.`}
        </title>
        <Axis model={model} width={width} />
        {model.dots.map((dot) => (
          <circle
            key={`${dot.x} ${dot.y}`}
            className={dot.above ? "dots__dot dots__dot--above" : "dots__dot"}
            cx={dot.x}
            cy={dot.y}
            r={model.radius - 1}
          />
        ))}
        {model.levelX === null ? null : (
          <g className="dots__level">
            <line x1={model.levelX} x2={model.levelX} y1={8} y2={model.baseline} />
            <circle cx={model.levelX} cy={10} r={7} />
          </g>
        )}
      </svg>
    </div>
  );
}

function Axis({ model, width }: { model: DotPlotModel; width: number }) {
  return (
    <g className="dots__axis">
      <line x1={0} x2={width} y1={model.baseline} y2={model.baseline} />
      <path d={`M${model.referenceX} ${model.baseline - 6}v12`} />
      {model.ticks.map((tick) => (
        <text
          key={tick.label}
          x={tick.position}
          y={model.baseline + 20}
          textAnchor={anchorOf(tick.position, width)}
        >
          {tick.label}
        </text>
      ))}
    </g>
  );
}

function anchorOf(position: number, width: number): "start" | "middle" | "end" {
  if (position < EDGE_PX) return "start";
  return position > width - EDGE_PX ? "end" : "middle";
}
