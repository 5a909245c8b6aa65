/** How often the intervals held, beside how often they should. */
import type { HorizonScores } from "../../api/documents";
import type { Percent } from "../../domain/interval";
import { type Probability, probabilityOf } from "../../domain/units";

export const COVERAGE_PERCENTS: readonly Percent[] = [50, 80, 90, 95];

export interface CoverageBar {
  percent: Percent;
  nominal: Probability;
  observed: Probability;
}

/** One bar for every published central interval; none before an outcome is known. */
export function coverageBars(scores: HorizonScores): CoverageBar[] {
  return COVERAGE_PERCENTS.flatMap((percent) => {
    const observed = scores.coverage?.[String(percent)];
    if (observed === undefined) return [];
    return [
      { percent, nominal: (percent / 100) as Probability, observed: probabilityOf(observed) },
    ];
  });
}
