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
  /** Position across the plot (0 left, 1 right) and ratio, one a baseline. */
  dots: { baseline: string; ratio: number; position: number }[];
}

export interface SkillModel {
  rows: SkillRow[];
  /** Where a ratio of 1 stands: no better and no worse than the baseline. */
  parity: number;
  baselines: string[];
}

/**
 * Dots for every horizon that has a score, the baselines in the order given.
 *
 * The scale is symmetric about 1.
 */
export function skillModel(
  horizons: readonly HorizonScores[],
  baselines: readonly string[],
): SkillModel {
  const behind = horizons.flatMap(({ horizon, scored, pinball_ratio }) => {
    if (!pinball_ratio) return [];
    const ratios = baselines.flatMap((baseline) => {
      const text = pinball_ratio[baseline];
      return text === undefined ? [] : [{ baseline, ratio: Number(text) }];
    });
    return [{ horizon, scored, ratios }];
  });
  const distances = behind.flatMap(({ ratios }) => ratios.map(({ ratio }) => Math.abs(ratio - 1)));
  const halfSpan = Math.max(HALF_SPAN_MIN, ...distances) * 1.1;
  const across = linearScale([1 - halfSpan, 1 + halfSpan], [0, 1]);
  return {
    rows: behind.map(({ horizon, scored, ratios }) => ({
      horizon,
      scored,
      dots: ratios.map((dot) => ({ ...dot, position: across(dot.ratio) })),
    })),
    parity: across(1),
    baselines: [...baselines],
  };
}
