/** How likely a price is closed above, or touched on the way, from what is on record. */
import type { ForecastRecord } from "../api/documents";
import { chanceOfCloseAbove, changeTo } from "./distribution";
import { normalCdf, normalScore } from "./normal";
import { logReturnOf, type Price, type Probability, priceOf } from "./units";

export interface LevelChances {
  closeAbove: Probability;
  /** Null where the forecast claims no touch. */
  touch: Probability | null;
}

/** What the forecast says of one level; the same arithmetic as functions/domain/levels.py. */
export function levelChances(record: ForecastRecord, level: Price): LevelChances {
  const closeAbove = chanceOfCloseAbove(record, level);
  const { extreme_quantiles: extreme } = record;
  if (!extreme) return { closeAbove, touch: null };
  if (level === priceOf(record.reference_price)) return { closeAbove, touch: 1 as Probability };
  const change = changeTo(record, level);
  const beyond = change > 0 ? closeAbove : 1 - closeAbove;
  const reached = chanceOfReach(record, extreme, Math.abs(change));
  return { closeAbove, touch: Math.max(reached, beyond) as Probability };
}

/** P(running extreme ≥ distance), interpolated in the half-normal score: exact for a driftless walk. */
function chanceOfReach(
  record: ForecastRecord,
  quantiles: readonly string[],
  distance: number,
): number {
  const ends = [0, ...quantiles.map(logReturnOf)];
  const scores = [0, ...record.quantiles.map((one) => normalScore((1 + Number(one.level)) / 2))];
  const found = ends.findIndex((end) => end >= distance);
  const above = found === -1 ? ends.length - 1 : Math.max(found, 1);
  const [low = 0, high = 0] = ends.slice(above - 1, above + 1);
  const [from = 0, to = 0] = scores.slice(above - 1, above + 1);
  if (low === high) return 0;
  return 2 * normalCdf(-(from + ((to - from) * (distance - low)) / (high - low)));
}
