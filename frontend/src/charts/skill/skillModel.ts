/** The model's mean pinball loss over each baseline's, horizon by horizon. */
import type { HorizonScores } from "../../api/documents";
import type { Horizon } from "../../domain/horizon";
import { linearScale } from "../scale";

/** Ratios this close to 1 are always inside the picture, so that small gains look small. */
const HALF_SPAN_MIN = 0.1;

export interface SkillRow {
  horizon: Horizon;
  /** Outcomes behind its dots. */
  scored: number;
  /** One a baseline. */
  dots: SkillDot[];
}

export interface SkillDot {
  baseline: string;
  ratio: number;
  /** Across the plot, 0 left, 1 right. */
  position: number;
  /** Where the ratio lies with 95% confidence, in positions; null while that cannot be told. */
  interval: { low: number; high: number } | null;
}

export interface SkillModel {
  rows: SkillRow[];
  /** Where a ratio of 1 stands: no better and no worse than the baseline. */
  parity: number;
  baselines: string[];
}

/**
 * Dots and their intervals for every horizon that has a score, the baselines in the order given.
 *
 * The scale is symmetric about 1.
 */
export function skillModel(
  horizons: readonly HorizonScores[],
  baselines: readonly string[],
): SkillModel {
  const behind = horizons.flatMap(({ horizon, scored, pinball_ratio, skill }) => {
    if (!pinball_ratio) return [];
    const ratios = baselines.flatMap((baseline) => {
      const text = pinball_ratio[baseline];
      if (text === undefined) return [];
      const known = skill?.pinball_ratio[baseline];
      const interval = known ? { low: Number(known.low), high: Number(known.high) } : null;
      return [{ baseline, ratio: Number(text), interval }];
    });
    return [{ horizon, scored, ratios }];
  });
  const shown = behind.flatMap(({ ratios }) =>
    ratios.flatMap(({ ratio, interval }) =>
      interval ? [ratio, interval.low, interval.high] : [ratio],
    ),
  );
  const distances = shown.map((ratio) => Math.abs(ratio - 1));
  const halfSpan = Math.max(HALF_SPAN_MIN, ...distances) * 1.1;
  const across = linearScale([1 - halfSpan, 1 + halfSpan], [0, 1]);
  return {
    rows: behind.map(({ horizon, scored, ratios }) => ({
      horizon,
      scored,
      dots: ratios.map(({ interval, ...dot }) => ({
        ...dot,
        position: across(dot.ratio),
        interval: interval && { low: across(interval.low), high: across(interval.high) },
      })),
    })),
    parity: across(1),
    baselines: [...baselines],
  };
}
