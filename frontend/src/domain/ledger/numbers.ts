/** Whether the numbers of one forecast agree with each other; the rules are those of verify.py. */
import { type Fields, fieldsOf, hasKeys, type Json, listOf, textOf } from "./fields";
import { demand } from "./finding";

const LEVELS =
  "0.01 0.025 0.05 0.1 0.2 0.25 0.3 0.4 0.5 0.6 0.7 0.75 0.8 0.9 0.95 0.975 0.99".split(" ");
/** The standard normal's quantiles at the levels: what lies between two is linear in them. */
const SCORES = [
  -2.326347874041, -1.95996398454, -1.644853626951, -1.281551565545, -0.841621233573,
  -0.674489750196, -0.524400512708, -0.253347103136, 0, 0.253347103136, 0.524400512708,
  0.674489750196, 0.841621233573, 1.281551565545, 1.644853626951, 1.95996398454, 2.326347874041,
];
/** Those of version 2. */
const BASELINES = ["ewma", "garch-t", "rolling-365d", "unconditional"];
const RATIO = /^-?(?:0|[1-9][0-9]*)\.[0-9]{6}$/;
const PRICE = /^(?:0|[1-9][0-9]*)\.[0-9]{2}$/;
/** Half of the last digit of a published return, as a part of the price; and half a cent. */
const RETURN_ROUNDING = 0.5e-6 * 1.001;
const CENT_ROUNDING = 0.005 * 1.001;
const PROBABILITY_ROUNDING = 1e-6;

/** The reference price; Broken when a forecast's numbers contradict each other. */
export function checkNumbers(record: Fields, horizon: string): number {
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
  const meanReturn = ratio(mean["log_return"]);
  const floor = reference * Math.exp(meanReturn);
  const above = price(mean["price"]) >= floor * (1 - RETURN_ROUNDING) - CENT_ROUNDING;
  demand(above, "its mean price is too low", "changed");
  const among = meanReturn >= (returns[0] ?? 0) && meanReturn <= (returns.at(-1) ?? 0);
  demand(among, "its mean is not among its returns", "changed");
  checkUp(up, returns);
  const extreme = record["extreme_quantiles"] ?? null;
  const regime = record["regime"] ?? null;
  if (record["schema_version"] === 2) {
    demand((extreme === null) === (horizon === "7d"), "extremes are said at all but 7d");
    demand((regime === null) === (horizon !== "24h"), "a regime is said at 24h and only there");
  }
  checkExtreme(extreme, returns);
  checkRegime(regime);
  checkBaselines(fieldsOf(record["baselines"]), record["schema_version"] === 2);
  return reference;
}

/** Broken when P(up) is not what the quantiles make it. */
function checkUp(up: number, returns: readonly number[]): void {
  const low = 1 - below(returns, RETURN_ROUNDING)[1];
  const high = 1 - below(returns, -RETURN_ROUNDING)[0];
  const fits = low - PROBABILITY_ROUNDING <= up && up <= high + PROBABILITY_ROUNDING;
  const said = `its quantiles say ${low.toFixed(6)} to ${high.toFixed(6)}`;
  demand(fits, `its P(up) is ${up.toFixed(6)}, but ${said}`, "changed");
}

/**
 * Between what the quantiles put the probability of a return of at most a value: between two
 * levels it is linear in the normal's score, beyond the last it is only bounded.
 */
function below(returns: readonly number[], value: number): readonly [number, number] {
  const next = returns.findIndex((one) => one > value);
  if (next === 0) return [0, Number(LEVELS[0])];
  if (next < 0) return [Number(LEVELS.at(-1)), 1];
  const [low, high] = [returns[next - 1] as number, returns[next] as number];
  const [from, to] = [SCORES[next - 1] as number, SCORES[next] as number];
  const probability = normalCdf(from + ((value - low) / (high - low)) * (to - from));
  return [probability, probability];
}

/** Φ(z) to 1e-12 for |z| < 3: Taylor's series (Abramowitz & Stegun 1964, 26.2.11). */
function normalCdf(z: number): number {
  let [sum, term] = [z, z];
  for (let i = 3; i < 80; i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Broken when the baselines are not those of the version, or one is no distribution. */
function checkBaselines(said: Fields, named: boolean): void {
  const names = Object.keys(said).sort();
  demand(names.length > 0, "it has no baselines");
  demand(!named || names.join() === BASELINES.join(), `its baselines are not ${BASELINES}`);
  for (const [name, values] of Object.entries(said)) {
    const baseline = listOf(values).map(ratio);
    const ordered = baseline.length === LEVELS.length && isRising(baseline);
    demand(ordered, `the quantiles of the baseline ${name} are not in order`);
  }
}

/**
 * Broken when the quantiles of how far the price runs are none, or nearer than where it closes.
 * They are of both sides together, so they may lie below one side's, but not below both.
 */
function checkExtreme(said: Json, returns: readonly number[]): void {
  if (said === null) return;
  const values = listOf(said).map(ratio);
  const ordered = values.length === LEVELS.length && isRising(values) && (values[0] ?? -1) >= 0;
  demand(ordered, "the quantiles of its extremes are not in order");
  for (const [i, far] of values.entries()) {
    const near = Math.min(returns[i] as number, -(returns.at(-1 - i) as number));
    demand(
      far >= near - PROBABILITY_ROUNDING,
      "its extremes are nearer than its closes",
      "changed",
    );
  }
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
