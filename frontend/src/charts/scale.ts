/** Linear scales and round tick values. */

/** Where a value is drawn, in pixels. */
export type Scale = (value: number) => number;

/** Maps `from` onto `to`; a span of nothing maps to the middle. */
export function linearScale(from: readonly [number, number], to: readonly [number, number]): Scale {
  const span = from[1] - from[0];
  if (span === 0) return () => (to[0] + to[1]) / 2;
  const slope = (to[1] - to[0]) / span;
  return (value) => to[0] + (value - from[0]) * slope;
}

const NICE = [1, 2, 5, 10] as const;

/** Round values inside [low, high], at most `most` of them, evenly spaced. */
export function roundTicks(low: number, high: number, most: number): number[] {
  if (!(high > low) || most < 1) return [];
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (NICE.find((nice) => nice * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let index = Math.ceil(low / step); index * step <= high; index += 1) {
    ticks.push(index * step);
  }
  return ticks;
}

/** One coordinate of an SVG path, to a tenth of a pixel. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

/** A share as SVG and CSS write it: their numbers are nobody's language. */
export function svgShare(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
