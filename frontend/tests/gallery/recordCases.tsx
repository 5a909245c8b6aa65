/** The charts of the track record and of the status page. */
import type { ReactNode } from "react";
import type { HorizonScores } from "../../src/api/documents";
import { BudgetBar } from "../../src/charts/budget/BudgetBar";
import { CoverageChart } from "../../src/charts/coverage/CoverageChart";
import { coverageBars } from "../../src/charts/coverage/coverageModel";
import { CoverageRange } from "../../src/charts/coverage-range/CoverageRange";
import { PitDotsChart } from "../../src/charts/pit-dots/PitDotsChart";
import { PitHistogramChart } from "../../src/charts/pit-histogram/PitHistogramChart";
import { ReliabilityChart } from "../../src/charts/reliability/ReliabilityChart";
import { SkillChart } from "../../src/charts/skill/SkillChart";
import { skillModel } from "../../src/charts/skill/skillModel";
import { SkillHistoryChart } from "../../src/charts/skill-history/SkillHistoryChart";
import { skillDays } from "../../src/charts/skill-history/skillHistoryModel";
import { UptimeStrip } from "../../src/charts/uptime/UptimeStrip";
import { daysOf } from "../../src/charts/uptime/uptimeModel";
import { HORIZONS } from "../../src/domain/horizon";
import { DAY_MS, HOUR_MS, type Instant, later, type Probability } from "../../src/domain/units";
import { calibration, interval } from "../fixtures/calibration";
import { horizonScores, NOON, unscored } from "../fixtures/documents";
import { between, skill } from "../fixtures/skill";

const BASELINES = ["unconditional", "ewma"];
const FIRST = (NOON - 60 * DAY_MS) as Instant;
const nothing = () => undefined;

const pitDots = (count: number, over: Partial<Parameters<typeof PitDotsChart>[0]> = {}) => (
  <PitDotsChart
    cutoffs={Array.from({ length: count }, (_, index) => later(FIRST, index * HOUR_MS))}
    pits={Array.from({ length: count }, (_, index) => (((index * 61) % 100) / 100) as Probability)}
    missed={[later(FIRST, 5 * HOUR_MS)]}
    changes={[{ at: later(FIRST, 12 * HOUR_MS), label: "v2" }]}
    members={null}
    opened={null}
    onOpen={nothing}
    summary="Every forecast"
    textOf={(index) => `Forecast ${index}`}
    {...over}
  />
);

/** Ten bins that hold what they should, or a hump in the middle: intervals that are too wide. */
const bins = (shares: readonly number[], count: number) =>
  shares.map((share, index) => ({
    low: (index / 10).toFixed(6),
    high: ((index + 1) / 10).toFixed(6),
    count: Math.round(share * count),
    share: share.toFixed(6),
    interval: count > 50 ? interval(Math.max(0, share - 0.03), share + 0.03) : null,
  }));
const EVEN = [0.1, 0.11, 0.09, 0.1, 0.1, 0.11, 0.1, 0.09, 0.1, 0.1];
const HUMP = [0.02, 0.05, 0.09, 0.14, 0.2, 0.2, 0.14, 0.09, 0.05, 0.02];

const levels = (shift: number) =>
  [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95].map((level) => {
    const share = Math.min(1, level + shift * level * (1 - level) * 4);
    return {
      level: level.toFixed(6),
      count: Math.round(200 * share),
      share: share.toFixed(6),
      interval: interval(Math.max(0, share - 0.05), Math.min(1, share + 0.05)),
    };
  });

const skillOf = (horizons: readonly HorizonScores[]) => (
  <SkillChart
    model={skillModel(horizons, BASELINES)}
    chosen="24h"
    legend={BASELINES.map((baseline) => ({ baseline, text: `against ${baseline}` }))}
    nameOf={(baseline) => baseline}
  />
);
const everyHorizon = (over: Partial<HorizonScores>) =>
  HORIZONS.map((horizon) => horizonScores({ horizon, ...over }));
const WORSE = {
  pinball_ratio: { unconditional: "1.080000", ewma: "1.030000" },
  skill: skill({
    pinball_ratio: { unconditional: between(1.02, 1.14), ewma: between(0.99, 1.07) },
  }),
};

const skillHistory = (days: number, own = 1) => (
  <SkillHistoryChart
    days={skillDays(
      calibration()
        .days.slice(0, days)
        .map((one, index) => ({
          ...one,
          pinball: {
            model: String(own * (0.9 + 0.08 * Math.sin(index / 4))),
            unconditional: "1",
            ewma: "0.93",
          },
        })),
      BASELINES,
    )}
    baselines={BASELINES}
    intervals={skill().pinball_ratio}
    changes={[{ at: later(FIRST, 20 * DAY_MS), label: "v2" }]}
    summary="Skill day by day"
  />
);

const uptime = (shares: readonly (number | null)[]) => (
  <UptimeStrip label="The API" days={daysOf("2025-06-01", shares)} share="99.90%" summary="up" />
);
const NINETY = Array.from({ length: 90 }, (_, day) =>
  day < 10 ? null : day === 40 ? 0.2 : day % 23 === 0 ? 0.8 : 1,
);

const range = (observed: number, low: number, high: number) => (
  <CoverageRange nominal={0.8} observed={observed} interval={{ low, high }} />
);

export const RECORD_CASES: Readonly<Record<string, ReactNode>> = {
  "pit-dots-many": pitDots(1440),
  "pit-dots-few": pitDots(24),
  "pit-dots-members": pitDots(240, { members: new Set([3, 40, 77, 150]), opened: 40 }),
  "pit-histogram-even": (
    <PitHistogramChart bins={bins(EVEN, 900)} chosen={null} onChoose={nothing} />
  ),
  "pit-histogram-hump": <PitHistogramChart bins={bins(HUMP, 900)} chosen={4} onChoose={nothing} />,
  "pit-histogram-few": <PitHistogramChart bins={bins(EVEN, 20)} chosen={null} onChoose={nothing} />,
  "reliability-kept": <ReliabilityChart levels={levels(0)} summary="Kept" />,
  "reliability-off": <ReliabilityChart levels={levels(0.15)} summary="Off" />,
  "reliability-empty": <ReliabilityChart levels={[]} summary="Nothing yet" />,
  "coverage-full": <CoverageChart bars={coverageBars(horizonScores())} />,
  "coverage-empty": <CoverageChart bars={coverageBars(unscored("24h"))} />,
  "coverage-range-kept": range(0.793, 0.76, 0.82),
  "coverage-range-off": range(0.7, 0.66, 0.74),
  "skill-better": skillOf(everyHorizon({})),
  "skill-negative": skillOf(everyHorizon(WORSE)),
  "skill-few": skillOf([horizonScores({ skill: null }), unscored("7d")]),
  "skill-history-better": skillHistory(60),
  "skill-history-negative": skillHistory(60, 1.25),
  "skill-history-few": skillHistory(9),
  "uptime-ninety-days": uptime(NINETY),
  "uptime-few": uptime([1, 0.97, null]),
  "budget-left": <BudgetBar remaining={0.6} />,
  "budget-spent": <BudgetBar remaining={-0.4} />,
  "budget-unknown": <BudgetBar remaining={null} />,
};
