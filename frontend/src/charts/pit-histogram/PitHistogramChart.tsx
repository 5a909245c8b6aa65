import type { Calibration } from "../../api/documents";
import { count, percent } from "../../lib/formatNumber";
import { useElementWidth } from "../../lib/useElementWidth";
import { type PitBar, pitHistogram } from "./pitHistogramModel";
import "./pit-histogram.css";

const WIDTH_BEFORE_LAYOUT = 420;
const HEIGHT_PX = 260;

interface Props {
  bins: Calibration["pit_bins"];
  /** The bin whose members are shown; null for none. */
  chosen: number | null;
  onChoose: (bin: number | null) => void;
}

/** Bars that are buttons: each opens the forecasts it is made of. */
export function PitHistogramChart({ bins, chosen, onChoose }: Props) {
  const [place, width] = useElementWidth<HTMLDivElement>(WIDTH_BEFORE_LAYOUT);
  const { plot, bars, expectedY, ticks } = pitHistogram(bins, width, HEIGHT_PX);
  return (
    <div ref={place} className="pit-histogram">
      <svg
        width={width}
        height={HEIGHT_PX}
        viewBox={`0 0 ${width} ${HEIGHT_PX}`}
        aria-hidden="true"
      >
        {ticks.map((tick) => (
          <g key={tick.label}>
            <line x1={plot.left} x2={plot.right} y1={tick.y} y2={tick.y} />
            <text x={plot.left - 6} y={tick.y} textAnchor="end" dominantBaseline="central">
              {tick.label}
            </text>
          </g>
        ))}
        {bars.map((bar, index) => (
          <Bar key={bar.label} bar={bar} index={index} plot={plot} chosen={index === chosen} />
        ))}
        <line
          className="pit-histogram__expected"
          x1={plot.left}
          x2={plot.right}
          y1={expectedY}
          y2={expectedY}
        />
        <text className="pit-histogram__end" x={plot.left} y={HEIGHT_PX - 2}>
          below the forecast
        </text>
        <text className="pit-histogram__end" x={plot.right} y={HEIGHT_PX - 2} textAnchor="end">
          above it
        </text>
      </svg>
      <div className="pit-histogram__buttons">
        {bars.map((bar, index) => (
          <button
            key={bar.label}
            type="button"
            aria-pressed={index === chosen}
            aria-label={barText(bar)}
            title={barText(bar)}
            onClick={() => onChoose(index === chosen ? null : index)}
          />
        ))}
      </div>
    </div>
  );
}

function Bar(props: { bar: PitBar; index: number; plot: { bottom: number }; chosen: boolean }) {
  const { bar, index, plot, chosen } = props;
  const off = bar.verdict === "too many" || bar.verdict === "too few";
  const kind = off ? "pit-histogram__bar--off" : "";
  return (
    <g className={chosen ? "pit-histogram__chosen" : undefined}>
      <rect
        className={`pit-histogram__bar ${kind}`}
        x={bar.x}
        y={bar.top}
        width={bar.width}
        height={bar.height}
      />
      {bar.whisker === null ? null : (
        <line
          className="pit-histogram__whisker"
          x1={bar.middle}
          x2={bar.middle}
          y1={bar.whisker.top}
          y2={bar.whisker.bottom}
        />
      )}
      {off ? (
        <text x={bar.middle} y={(bar.whisker?.top ?? bar.top) - 5} textAnchor="middle">
          {bar.verdict === "too many" ? "▲" : "▼"}
        </text>
      ) : null}
      <text className="pit-histogram__n" x={bar.middle} y={plot.bottom + 14} textAnchor="middle">
        {count(bar.count)}
      </text>
      {index === 0 ? (
        <text className="pit-histogram__n" x={bar.x - 2} y={plot.bottom + 14} textAnchor="end">
          n =
        </text>
      ) : null}
    </g>
  );
}

function barText({ label, count: members, share, verdict }: PitBar): string {
  const said = verdict === "unknown" ? "whether that is too many cannot be told yet" : verdict;
  return `${label} of the forecast: ${count(members)} outcomes, ${percent(share)}; ${said}`;
}
