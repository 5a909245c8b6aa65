/** Every scored forecast as a dot: when it was made, and where in it the outcome fell. */
import type { Instant, Probability } from "../../domain/units";
import { dayTicks } from "../dayTicks";
import { linearScale, px } from "../scale";

const MARGIN = { top: 18, right: 8, bottom: 40, left: 72 } as const;
const TICK_WIDTH_PX = 84;
const CROSS_PX = 3;
const TAIL = 0.1;
/** A span of nothing, as on the first day, is drawn as a day. */
const SPAN_MIN_MS = 24 * 3_600_000;

export interface PitDotsInput {
  cutoffs: readonly Instant[];
  pits: readonly Probability[];
  missed: readonly Instant[];
  /** When another model began to speak, and its name. */
  changes: readonly { at: Instant; label: string }[];
  width: number;
  height: number;
}

export interface PitDots {
  plot: { left: number; right: number; top: number; bottom: number };
  /** One a forecast, in the order given. */
  dots: { x: number; y: number; outside: boolean }[];
  inside: string;
  outside: string;
  missed: string;
  /** The height of the row below the plot in which missed slots stand. */
  missedY: number;
  band: { top: number; bottom: number };
  medianY: number;
  timeTicks: { position: number; label: string }[];
  changes: { x: number; label: string }[];
}

/** Whether the 80% interval did not hold: the outcome is in one of the outer tenths. */
export const isOutside = (pit: number): boolean => pit < TAIL || pit > 1 - TAIL;

/** Null where there is nothing to draw. */
export function pitDots(input: PitDotsInput): PitDots | null {
  const { cutoffs, pits, missed, width, height } = input;
  const times = [...cutoffs, ...missed];
  if (times.length === 0) return null;
  const first = times.reduce((one, other) => (other < one ? other : one)) as Instant;
  const newest = times.reduce((one, other) => (other > one ? other : one));
  const last = Math.max(newest, first + SPAN_MIN_MS) as Instant;
  const plot = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const x = linearScale([first, last], [plot.left + CROSS_PX, plot.right - CROSS_PX]);
  const y = linearScale([0, 1], [plot.bottom - CROSS_PX, plot.top + CROSS_PX]);
  const dots = cutoffs.map((cutoff, index) => {
    const pit = pits[index] ?? 0.5;
    return { x: x(cutoff), y: y(pit), outside: isOutside(pit) };
  });
  const missedY = plot.bottom + 10;
  return {
    plot,
    dots,
    inside: dotPath(dots.filter((dot) => !dot.outside)),
    outside: crossPath(dots.filter((dot) => dot.outside)),
    missed: missed.map((at) => `M${px(x(at))} ${missedY - 4}v8`).join(""),
    missedY,
    band: { top: y(1 - TAIL), bottom: y(TAIL) },
    medianY: y(0.5),
    timeTicks: dayTicks(first, last, (plot.right - plot.left) / TICK_WIDTH_PX).map((tick) => ({
      position: x(tick.at),
      label: tick.label,
    })),
    changes: input.changes
      .filter(({ at }) => at > first && at <= last)
      .map(({ at, label }) => ({ x: x(at), label })),
  };
}

/** The dot nearest to a place, within `reach` pixels; null where none is. */
export function nearestDot(
  dots: PitDots["dots"],
  at: { x: number; y: number },
  reach = 24,
): number | null {
  let found: number | null = null;
  let least = reach * reach;
  dots.forEach((dot, index) => {
    const distance = (dot.x - at.x) ** 2 + (dot.y - at.y) ** 2;
    if (distance <= least) [found, least] = [index, distance];
  });
  return found;
}

/** Lines of no length with round ends: thousands of dots in one element. */
export function dotPath(dots: readonly { x: number; y: number }[]): string {
  return dots.map((dot) => `M${px(dot.x)} ${px(dot.y)}h0`).join("");
}

/** Crosses, so that what fell outside is not told by colour alone. */
export function crossPath(dots: readonly { x: number; y: number }[]): string {
  const [arm, full] = [CROSS_PX, 2 * CROSS_PX];
  return dots
    .map(({ x, y }) => {
      const [left, top] = [x - arm, y - arm];
      return `M${px(left)} ${px(top)}l${full} ${full}M${px(left)} ${px(top + full)}l${full} ${-full}`;
    })
    .join("");
}
