import type { Calibration } from "../../api/documents";
import { PitHistogramChart } from "../../charts/pit-histogram/PitHistogramChart";
import { binLabel } from "../../charts/pit-histogram/pitHistogramModel";
import { ReliabilityChart } from "../../charts/reliability/ReliabilityChart";
import { reliability } from "../../charts/reliability/reliabilityModel";
import { Panel } from "../../components/Panel";
import { Twin } from "../../components/Twin";
import type { Instant } from "../../domain/units";
import { count, counted, percent } from "../../lib/formatNumber";
import { rangeText } from "./recordModel";

interface Props {
  calibration: Calibration;
  bin: number | null;
  onChoose: (bin: number | null) => void;
  asOf: Instant | null;
}

/** Whether what was said came as often as it was said, twice: by tenths and by quantiles. */
export function CalibrationPanels({ calibration, bin, onChoose, asOf }: Props) {
  const { pit_bins, levels } = calibration;
  return (
    <div className="record__pair">
      <Panel title="Where outcomes fell" asOf={asOf}>
        <p className="record__lead">{binsVerdict(pit_bins)} Press a bar to see its forecasts.</p>
        <PitHistogramChart bins={pit_bins} chosen={bin} onChoose={onChoose} />
        <p className="quiet">
          PIT histogram. Dashed: 10% each, as promised. Lines: 95% intervals that know that
          neighbouring forecasts are alike{blockText(pit_bins)}.
        </p>
        <Twin
          label="Outcomes by tenth of the forecast"
          head={["Part of the forecast", "n", "Share", "95% interval"]}
          rows={() =>
            pit_bins.map((one, index) => [
              binLabel(index, pit_bins.length),
              count(one.count),
              percent(Number(one.share)),
              rangeText(one.interval),
            ])
          }
        />
      </Panel>
      <Panel title="Promised and kept" asOf={asOf}>
        <p className="record__lead">{levelsVerdict(levels)}</p>
        <ReliabilityChart levels={levels} summary={`Reliability. ${levelsVerdict(levels)}`} />
        <p className="quiet">
          Reliability of the {levels.length} published quantiles. On the dashed line what was said
          came exactly as often as said; the interval of a square does not reach it, as that of one
          in twenty does not by chance alone.
        </p>
        <Twin
          label="Outcomes at or below each quantile"
          head={["Quantile", "n at or below", "Share", "95% interval"]}
          rows={() =>
            levels.map((one) => [
              percent(Number(one.level)),
              count(one.count),
              percent(Number(one.share)),
              rangeText(one.interval),
            ])
          }
        />
      </Panel>
    </div>
  );
}

/** Counts how many bins chance explains; says nothing while that cannot be told. */
export function binsVerdict(bins: Calibration["pit_bins"]): string {
  const known = bins.flatMap((bin) => bin.interval ?? []);
  if (known.length === 0) {
    return "With so few days it cannot be told yet whether the tenths are as full as promised.";
  }
  const unknown = bins.length - known.length;
  const rest = unknown === 0 ? "" : ` Of ${unknown} it cannot be told yet.`;
  const off = known.filter((one) => Number(one.low) > 0.1 || Number(one.high) < 0.1).length;
  if (off > 0) {
    return `${off} of the ${bins.length} tenths took more or fewer outcomes than promised, outside 95% intervals.${rest}`;
  }
  return unknown === 0
    ? "Every tenth of the forecasts took its tenth of the outcomes, within what chance allows."
    : `${known.length} tenths of the forecasts took their tenth of the outcomes, within what chance allows.${rest}`;
}

/** The same of quantiles. */
export function levelsVerdict(levels: Calibration["levels"]): string {
  const { points } = reliability(levels, 100, 100);
  if (points.every((point) => point.whisker === null)) {
    return "Whether the quantiles keep their promise cannot be told yet.";
  }
  const off = points.filter((point) => point.off);
  if (off.length === 0) return "All quantiles kept their promise, within what chance allows.";
  const names = off.map((point) => percent(point.level, 1).replace(".0%", "%")).join(", ");
  return off.length === 1
    ? `The ${names} quantile lies outside its 95% interval.`
    : `Outside their 95% intervals: the ${names} quantiles.`;
}

function blockText(bins: Calibration["pit_bins"]): string {
  const blocks = bins.flatMap(({ interval }) => (interval ? [interval.block_days] : []));
  return blocks.length === 0 ? "" : ` (blocks of up to ${counted(Math.max(...blocks), "day")})`;
}
