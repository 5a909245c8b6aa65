/** What was said of a slot and what came of it, in sentences. */
import type { ForecastRecord, ForecastRow, Outcome } from "../../api/documents";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import { priceOf, probabilityOf } from "../../domain/units";
import { chance, percent } from "../../lib/formatNumber";
import { roundedInterval, wholeDollars } from "../../lib/formatPrice";

const BASELINES: Readonly<Record<string, string>> = {
  unconditional: "the long-run distribution",
  "rolling-365d": "the past year",
  ewma: "the EWMA baseline",
  "garch-t": "GARCH with t innovations",
};

/** What was said: "8 in 10 chance of …"; null where nothing was. */
export function saidOf({ q10_price, q90_price }: ForecastRow): string | null {
  if (q10_price === null || q90_price === null) return null;
  const { low, high } = roundedInterval(priceOf(q10_price), priceOf(q90_price));
  return `It said: 8 in 10 chance of ${low} to ${high}.`;
}

/** What came. */
export function cameOf(row: ForecastRow): string {
  const { status, outcome_price, pit, covered_80 } = row;
  if (status === "missed") {
    return "No forecast was issued here. The slot stays missed for ever; nothing is back-dated.";
  }
  if (outcome_price === null || pit === null) return "What came is not known yet.";
  const held = covered_80 ? "inside" : "outside";
  return `It came to ${wholeDollars(priceOf(outcome_price))}: ${held}${sideOf(row)}.`;
}

function sideOf({ covered_80, pit }: ForecastRow): string {
  if (covered_80 !== false || pit === null) return "";
  return probabilityOf(pit) > 0.5 ? ", above it" : ", below it";
}

/** A slot in two or three words, for a slider and a table. */
export function stateOf({ status, covered_80 }: ForecastRow): string {
  if (status === "missed") return "missed";
  if (status === "pending") return "outcome not known yet";
  return covered_80 ? "inside" : "outside";
}

/** How high the outcome fell: "higher than 62 in 100 of what was thought possible". */
export function placeOf(pit: string): string {
  const below = Math.round(100 * probabilityOf(pit));
  const [word, share] = below >= 50 ? ["higher", below] : ["lower", 100 - below];
  const most = share === 100 ? "almost all" : `${share} in 100`;
  return `${word} than ${most} of what was thought possible`;
}

/** Which central intervals held it: "50% no, 80% yes, …". */
export function intervalsOf({ covered }: Outcome): string {
  return Object.entries(covered)
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([percent, held]) => `${percent}% ${held ? "yes" : "no"}`)
    .join(", ");
}

/** How far the price got on the way, and what was said of that; null where it is not judged. */
export function touchedWords({ reference_price }: ForecastRecord, { touched }: Outcome) {
  if (!touched) return null;
  const began = Number(reference_price);
  const went = (way: string, price: string, probability: string) =>
    `went ${way} to ${wholeDollars(priceOf(price))} (given ${chance(probabilityOf(probability))} to be touched)`;
  const up =
    Number(touched.highest) > began ? went("up", touched.highest, touched.p_highest) : NEVER.above;
  const down =
    Number(touched.lowest) < began ? went("down", touched.lowest, touched.p_lowest) : NEVER.below;
  return `In the hours between, the price ${up} and ${down}.`;
}

const NEVER = {
  above: "never went above where it began",
  below: "never went below where it began",
} as const;

export interface LossRow {
  name: string;
  crps: string;
  /** Against the model's, in words; null for the model itself. */
  verdict: string | null;
}

/** The CRPS of the forecast and its baselines, as shares of a price in percent; lower is better. */
export function lossesOf({ crps }: Outcome): LossRow[] {
  const own = Number(crps["model"]);
  return Object.entries(crps)
    .sort(([one], [other]) => Number(other === "model") - Number(one === "model"))
    .map(([name, loss]) => ({
      name: name === "model" ? "this forecast" : (BASELINES[name] ?? name),
      crps: percent(Number(loss), 3),
      verdict:
        name === "model"
          ? null
          : Number(loss) === own
            ? "as good"
            : Number(loss) > own
              ? "worse than the forecast"
              : "better than the forecast",
    }));
}

/** "the 24-hour forecast". */
export const nameOf = (horizon: Horizon) => `the ${HORIZON_FACTS[horizon].adjective} forecast`;

/** Whether the scores hold when they are computed anew; `differing` names those that do not. */
export function recomputedWords(differing: readonly string[]): string {
  if (differing.length === 0) {
    return "Computed anew in your browser, from the quantiles on record and the price that came: equal, every score and interval.";
  }
  return `Computed anew in your browser, from the quantiles on record and the price that came: not equal are ${differing.join(", ")}. This must not be; do not rely on these scores, and please tell us.`;
}
