/** Ten bars of the PIT, with the count behind each and how far chance may have moved it. */
import type { Calibration } from "../../api/documents";
import { linearScale, roundTicks } from "../scale";

const MARGIN = { top: 24, right: 4, bottom: 40, left: 40 } as const;
const GAP_PX = 3;
const TICKS_MOST = 4;
/** What each bin holds of a calibrated record. */
const EXPECTED = 0.1;

export interface PitBar {
  label: string;
  count: number;
  share: number;
  x: number;
  width: number;
  top: number;
  height: number;
  middle: number;
  /** Ends of the whisker; null while the interval cannot be told. */
  whisker: { top: number; bottom: number } | null;
  verdict: BinVerdict;
}

export type BinVerdict = "unknown" | "as promised" | "too many" | "too few";

export interface PitHistogram {
  plot: { left: number; right: number; top: number; bottom: number };
  bars: PitBar[];
  expectedY: number;
  ticks: { y: number; label: string }[];
}

/** Bars on a common scale that begins at nothing. */
export function pitHistogram(
  bins: Calibration["pit_bins"],
  width: number,
  height: number,
): PitHistogram {
  const plot = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const tops = bins.map((bin) => Math.max(Number(bin.share), Number(bin.interval?.high ?? 0)));
  const most = 1.05 * Math.max(2 * EXPECTED, ...tops);
  const y = linearScale([0, most], [plot.bottom, plot.top]);
  const cell = (plot.right - plot.left) / Math.max(1, bins.length);
  return {
    plot,
    bars: bins.map((bin, index) => {
      const share = Number(bin.share);
      const x = plot.left + index * cell + GAP_PX / 2;
      return {
        label: binLabel(index, bins.length),
        count: bin.count,
        share,
        x,
        width: cell - GAP_PX,
        middle: x + (cell - GAP_PX) / 2,
        top: y(share),
        height: plot.bottom - y(share),
        whisker: bin.interval && {
          top: y(Number(bin.interval.high)),
          bottom: y(Number(bin.interval.low)),
        },
        verdict: binVerdict(bin.interval, EXPECTED),
      };
    }),
    expectedY: y(EXPECTED),
    ticks: roundTicks(0, most, TICKS_MOST).map((tick) => ({
      y: y(tick),
      label: `${Math.round(100 * tick)}%`,
    })),
  };
}

/** What the interval of a share says of what was promised. */
export function binVerdict(
  interval: { low: string; high: string } | null,
  promised: number,
): BinVerdict {
  if (interval === null) return "unknown";
  if (Number(interval.low) > promised) return "too many";
  return Number(interval.high) < promised ? "too few" : "as promised";
}

/** "0–10%": which part of the forecast the outcomes fell in. */
export function binLabel(index: number, bins: number): string {
  const edge = (at: number) => Math.round((100 * at) / bins);
  return `${edge(index)}–${edge(index + 1)}%`;
}
