/** Whether the numbers of one forecast agree with each other; the rules are those of verify.py. */
import { type Fields, fieldsOf, hasKeys, type Json, listOf, textOf } from "./fields";
import { demand } from "./finding";

const LEVELS =
  "0.01 0.025 0.05 0.1 0.2 0.25 0.3 0.4 0.5 0.6 0.7 0.75 0.8 0.9 0.95 0.975 0.99".split(" ");
const RATIO = /^-?(?:0|[1-9][0-9]*)\.[0-9]{6}$/;
const PRICE = /^(?:0|[1-9][0-9]*)\.[0-9]{2}$/;
/** Half of the last digit of a published return, as a part of the price; and half a cent. */
const RETURN_ROUNDING = 0.5e-6 * 1.001;
const CENT_ROUNDING = 0.005 * 1.001;

/** Broken when a forecast's numbers contradict each other. */
export function checkNumbers(record: Fields): void {
  const quantiles = listOf(record["quantiles"]).map(fieldsOf);
  const named = quantiles.map((one) => one["level"]).join() === LEVELS.join();
  demand(named, "its quantile levels are not the published");
  const mean = fieldsOf(record["mean"]);
  const shaped = quantiles.every((one) => hasKeys(one, ["level", "log_return", "price"]));
  demand(shaped && hasKeys(mean, ["log_return", "price"]), "its numbers have other fields");
  const up = ratio(record["p_up"]);
  demand(up >= 0 && up <= 1, "its P(up) is no probability");
  const returns = quantiles.map((one) => ratio(one["log_return"]));
  demand(isRising(returns), "its quantiles cross");
  const reference = price(record["reference_price"]);
  demand(reference > 0, "its reference price is not positive");
  for (const [i, one] of quantiles.entries()) {
    const expected = reference * Math.exp(returns[i] as number);
    const fits =
      Math.abs(price(one["price"]) - expected) <= RETURN_ROUNDING * expected + CENT_ROUNDING;
    const said = `price ${one["price"]}, but the return says ${expected.toFixed(2)}`;
    demand(fits, `at level ${LEVELS[i]}: ${said}`, "changed");
  }
  const floor = reference * Math.exp(ratio(mean["log_return"]));
  const above = price(mean["price"]) >= floor * (1 - RETURN_ROUNDING) - CENT_ROUNDING;
  demand(above, "its mean price is too low", "changed");
  checkExtreme(record["extreme_quantiles"] ?? null);
  checkRegime(record["regime"] ?? null);
  for (const [name, values] of Object.entries(fieldsOf(record["baselines"]))) {
    const baseline = listOf(values).map(ratio);
    const ordered = baseline.length === LEVELS.length && isRising(baseline);
    demand(ordered, `the quantiles of the baseline ${name} are not in order`);
  }
}

/** Broken when the quantiles of how far the price runs are none. */
function checkExtreme(said: Json): void {
  if (said === null) return;
  const values = listOf(said).map(ratio);
  const ordered = values.length === LEVELS.length && isRising(values) && (values[0] ?? -1) >= 0;
  demand(ordered, "the quantiles of its extremes are not in order");
}

/** Broken when what is said of the coming volatility is no probability of one. */
function checkRegime(said: Json): void {
  if (said === null) return;
  const regime = fieldsOf(said);
  demand(hasKeys(regime, ["volatility", "p_above"]), "its regime has other fields");
  const above = ratio(regime["p_above"]);
  const sound = ratio(regime["volatility"]) > 0 && above >= 0 && above <= 1;
  demand(sound, "its regime is no probability");
}

const isRising = (values: readonly number[]) =>
  values.every((value, i) => i === 0 || value >= (values[i - 1] as number));

function ratio(text: Json | undefined): number {
  const said = textOf(text);
  demand(RATIO.test(said) && said !== "-0.000000", "a return is not written so");
  return Number(said);
}

function price(text: Json | undefined): number {
  demand(PRICE.test(textOf(text)), "a price is not written in cents");
  return Number(text);
}
