/** Where in its own forecast each outcome fell, slot after slot. */
import type { ForecastRow } from "../../api/documents";
import { type Instant, instantOf, probabilityOf } from "../../domain/units";
import { linearScale } from "../scale";
import { type TimeTick, timeTicks } from "../timeTicks";

export type OutcomeKind = "inside" | "outside" | "pending" | "missed";

export interface OutcomeMark {
  id: string;
  cutoff: Instant;
  kind: OutcomeKind;
  x: number;
  y: number;
}

export interface OutcomesModel {
  marks: OutcomeMark[];
  /** Edges of the central 80 %, and the height below which slots without an outcome stand. */
  band: { top: number; bottom: number };
  left: number;
  right: number;
  ticks: (TimeTick & { x: number })[];
}

export const OUTCOMES_HEIGHT_PX = 144;
const PLOT = { top: 16, bottom: 96 } as const;
/** Slots without an outcome stand apart from those with one. */
const APART_PX = 112;
const LEFT_PX = 74;
const RIGHT_PX = 8;
const PX_PER_TICK = 72;

/** Marks for the slots with cutoffs in [from, until]. */
export function outcomesModel(
  rows: readonly ForecastRow[],
  from: Instant,
  until: Instant,
  width: number,
): OutcomesModel {
  const right = Math.max(LEFT_PX + 1, width - RIGHT_PX);
  const x = linearScale([from, until], [LEFT_PX, right]);
  const y = linearScale([0, 1], [PLOT.bottom, PLOT.top]);
  const most = Math.max(2, Math.floor((right - LEFT_PX) / PX_PER_TICK));
  const ticks = timeTicks(from, until, most);
  // Half a year of weeks is more than there is room for.
  const each = Math.ceil(ticks.length / most);
  return {
    marks: rows.map((row) => {
      const cutoff = instantOf(row.cutoff);
      const kind = kindOf(row);
      const height = row.pit === null ? APART_PX : y(probabilityOf(row.pit));
      return { id: row.id, cutoff, kind, x: x(cutoff), y: height };
    }),
    band: { top: y(0.9), bottom: y(0.1) },
    left: LEFT_PX,
    right,
    ticks: ticks
      .filter((_, index) => index % each === 0)
      .map((tick) => ({ ...tick, x: x(tick.at) })),
  };
}

/** What became of a slot. */
export function kindOf({ status, covered_80 }: ForecastRow): OutcomeKind {
  if (status !== "scored") return status;
  return covered_80 ? "inside" : "outside";
}

/** The slot nearest to a place; undefined where there are none. */
export function nearestMark(marks: readonly OutcomeMark[], x: number): OutcomeMark | undefined {
  return marks.reduce<OutcomeMark | undefined>(
    (best, one) => (best && Math.abs(best.x - x) <= Math.abs(one.x - x) ? best : one),
    undefined,
  );
}
