/** The baselines issued beside every forecast: their order, and the names people know them by. */

const BASELINE_NAMES: Readonly<Record<string, string>> = {
  unconditional: "the spread of all past moves",
  "rolling-365d": "the spread of the last year's moves",
  ewma: "a moving average of recent volatility (EWMA)",
  "garch-t": "the textbook volatility model (GARCH)",
};

/** Scores by baseline, always in the same order, whatever that of the document. */
export function inOrder<T>(byBaseline: Readonly<Record<string, T>>): [string, T][] {
  const known = Object.keys(BASELINE_NAMES);
  const rank = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return Object.entries(byBaseline).sort(
    ([one], [other]) => rank(one) - rank(other) || one.localeCompare(other),
  );
}

/** The name people know a baseline by. */
export function baselineName(baseline: string): string {
  return BASELINE_NAMES[baseline] ?? baseline.replaceAll("_", " ");
}
