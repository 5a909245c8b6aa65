/** How much less was lost than each baseline lost, as it stood day by day. */

import type { Calibration, Skill } from "../../api/documents";
import { DAY_MS, type Instant, instantOf, later } from "../../domain/units";
import { percentNumeral } from "../../lib/numerals";
import { dayTicks } from "../dayTicks";
import { linearScale, px, roundTicks } from "../scale";

/** Fewer days tell nothing but chance. */
const DAYS_MIN = 7;
const HALF_SPAN_MIN = 0.05;
const TICK_WIDTH_PX = 84;
const TICKS_MOST = 5;
const MARGIN = { top: 18, right: 26, bottom: 28, left: 52 } as const;

export interface SkillDay {
  at: Instant;
  /** 1 − the summed loss over the baseline's, from the first day to this one; by baseline. */
  skill: Readonly<Record<string, number>>;
}

/** The end of each day from the seventh on. */
export function skillDays(days: Calibration["days"], baselines: readonly string[]): SkillDay[] {
  const sums = new Map(baselines.map((one) => [one, { own: 0, other: 0, days: 0 }]));
  const found: SkillDay[] = [];
  for (const { day, pinball } of days) {
    const skill: Record<string, number> = {};
    for (const [baseline, sum] of sums) {
      const [own, other] = [pinball["model"], pinball[baseline]];
      if (own !== undefined && other !== undefined) {
        sum.own += Number(own);
        sum.other += Number(other);
        sum.days += 1;
      }
      if (sum.days >= DAYS_MIN && sum.other > 0) skill[baseline] = 1 - sum.own / sum.other;
    }
    const at = later(instantOf(`${day}T00:00:00Z`), DAY_MS);
    if (Object.keys(skill).length > 0) found.push({ at, skill });
  }
  return found;
}

export interface SkillHistoryInput {
  days: readonly SkillDay[];
  baselines: readonly string[];
  /** The intervals of the ratios as they stand now. */
  intervals: Skill["pinball_ratio"];
  changes: readonly { at: Instant; label: string }[];
  width: number;
  height: number;
}

export interface SkillHistory {
  plot: { left: number; right: number; top: number; bottom: number };
  lines: { baseline: string; path: string; now: number; interval: Whisker | null }[];
  zeroY: number;
  ticks: { y: number; label: string }[];
  timeTicks: { position: number; label: string }[];
  changes: { x: number; label: string }[];
}

interface Whisker {
  x: number;
  top: number;
  bottom: number;
}

/** Null before there is a week to draw. */
export function skillHistory(input: SkillHistoryInput): SkillHistory | null {
  const { days, baselines, width, height } = input;
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  const plot = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const ends = baselines.flatMap((one) => {
    const known = input.intervals[one];
    return known ? [1 - Number(known.high), 1 - Number(known.low)] : [];
  });
  const shown = [...days.flatMap((day) => Object.values(day.skill)), ...ends];
  const low = Math.min(-HALF_SPAN_MIN, ...shown) * 1.05;
  const high = Math.max(HALF_SPAN_MIN, ...shown) * 1.05;
  const until = Math.max(last.at, first.at + DAY_MS) as Instant;
  const x = linearScale([first.at, until], [plot.left, plot.right]);
  const y = linearScale([low, high], [plot.bottom, plot.top]);
  return {
    plot,
    lines: baselines.flatMap((baseline, lane) => {
      const now = last.skill[baseline];
      if (now === undefined) return [];
      const known = input.intervals[baseline];
      const points = days.flatMap(({ at, skill }) => {
        const value = skill[baseline];
        return value === undefined ? [] : [`${px(x(at))} ${px(y(value))}`];
      });
      const interval = known
        ? {
            x: plot.right + 6 + 5 * lane,
            top: y(1 - Number(known.low)),
            bottom: y(1 - Number(known.high)),
          }
        : null;
      return [{ baseline, path: `M${points.join("L")}`, now, interval }];
    }),
    zeroY: y(0),
    ticks: roundTicks(low, high, TICKS_MOST).map((tick) => ({
      y: y(tick),
      label: `${tick > 0 ? "+" : tick < 0 ? "−" : ""}${percentNumeral(Math.abs(100 * tick), 1, 0)}`,
    })),
    timeTicks: dayTicks(first.at, until, (plot.right - plot.left) / TICK_WIDTH_PX).map((tick) => ({
      position: x(tick.at),
      label: tick.label,
    })),
    changes: input.changes
      .filter(({ at }) => at > first.at && at <= until)
      .map(({ at, label }) => ({ x: x(at), label })),
  };
}
