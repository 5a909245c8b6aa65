/** How often what was given a chance came, beside how often it should have. */
import { binVerdict } from "../pit-histogram/pitHistogramModel";
import { linearScale } from "../scale";

/** The last label, "100%", is half as wide as the margin beside it. */
const MARGIN = { top: 12, right: 18, bottom: 40, left: 44 } as const;
const TICKS = [0, 0.25, 0.5, 0.75, 1] as const;

/** A chance as it was published, and what came of it. */
export interface Promised {
  level: string;
  /** How many came. */
  count: number;
  share: string;
  interval: { low: string; high: string } | null;
}

export interface ReliabilityPoint {
  level: number;
  count: number;
  share: number;
  x: number;
  y: number;
  whisker: { top: number; bottom: number } | null;
  /** Whether the promise lies outside the interval. */
  off: boolean;
}

export interface Reliability {
  plot: { left: number; right: number; top: number; bottom: number };
  points: ReliabilityPoint[];
  ticks: { x: number; y: number; label: string }[];
}

/** Points near the diagonal kept their promise. */
export function reliability(
  levels: readonly Promised[],
  width: number,
  height: number,
): Reliability {
  const plot = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const x = linearScale([0, 1], [plot.left, plot.right]);
  const y = linearScale([0, 1], [plot.bottom, plot.top]);
  return {
    plot,
    points: levels.map(({ level, count, share, interval }) => {
      const verdict = binVerdict(interval, Number(level));
      return {
        level: Number(level),
        count,
        share: Number(share),
        x: x(Number(level)),
        y: y(Number(share)),
        whisker: interval && { top: y(Number(interval.high)), bottom: y(Number(interval.low)) },
        off: verdict === "too many" || verdict === "too few",
      };
    }),
    ticks: TICKS.map((tick) => ({ x: x(tick), y: y(tick), label: `${100 * tick}%` })),
  };
}
