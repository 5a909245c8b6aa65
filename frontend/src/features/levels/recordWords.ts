/** How chances like the reader's have fared, never stronger than their intervals allow: pure. */
import type { CameTrue, HorizonScores } from "../../api/documents";
import { HORIZON_FACTS } from "../../domain/horizon";
import type { Probability } from "../../domain/units";
import { count, percent } from "../../lib/formatNumber";

type Scores = HorizonScores | null | undefined;

const UNREAD = "How such chances have fared is said here once the record has been read.";
/** Beyond the least and the most that forecasts are asked for there is nothing to compare with. */
const TOO_FAR = 0.025;
const NONE_NEAR = "Chances so near to none or to all are not asked of past forecasts.";
const NONE_YET =
  "No forecast of this horizon has met its outcome yet, so nobody knows how well such chances hold.";

/** Of closes; `scores` is undefined until it is read, null where there is no record. */
export function closesOnRecord(chance: Probability, scores: Scores): string {
  if (scores === undefined) return UNREAD;
  if (scores === null || scores.scored === 0) return NONE_YET;
  if (!scores.closed_above) return UNREAD;
  if (chance < TOO_FAR || chance > 1 - TOO_FAR) return NONE_NEAR;
  const { adjective } = HORIZON_FACTS[scores.horizon];
  const { asked, given, share, rest } = nearest(chance, scores.closed_above);
  return `Of the prices that ${count(asked)} past ${adjective} forecasts gave ${given}, ${share} were closed above${rest}`;
}

/** Of touches; null where there is nothing to add to what is said of closes. */
export function touchesOnRecord(chance: Probability | null, scores: Scores): string | null {
  if (chance === null || !scores?.closed_above || scores.scored === 0) return null;
  if (!scores.touched?.asked.some((asked) => asked > 0)) return "No touch has been judged yet.";
  if (chance < TOO_FAR || chance > 1 - TOO_FAR) return null;
  const { asked, given, share, rest } = nearest(chance, scores.touched);
  return `Of the ${count(asked)} prices given ${given} to be touched, ${share} were${rest}`;
}

/** What came of the chance that lies nearest among those that forecasts were asked for. */
function nearest(chance: Probability, record: CameTrue) {
  const off = record.chance.map((one, at) =>
    record.asked[at] === 0 ? Number.POSITIVE_INFINITY : Math.abs(Number(one) - chance),
  );
  const at = off.indexOf(Math.min(...off));
  const [said, asked] = [Number(record.chance[at]), record.asked[at] ?? 0];
  const share = percent((record.came[at] ?? 0) / asked);
  const [low, high] = [record.low[at] ?? null, record.high[at] ?? null];
  return { asked, given: percent(said, 0), share, rest: restOf(said, low, high) };
}

/** Where the share lies, and whether that is as said. */
function restOf(said: number, low: string | null, high: string | null): string {
  if (low === null || high === null) return ": whether that is as said cannot be told yet.";
  const range = `, between ${percent(Number(low))} and ${percent(Number(high))} with 95% confidence`;
  if (said < Number(low)) return `${range}: more often than said.`;
  if (said > Number(high)) return `${range}: less often than said.`;
  return `${range}: as said, within what chance allows.`;
}
