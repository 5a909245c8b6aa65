/** The standard normal distribution, to the precision of a double. */

/** Beyond this many standard deviations nothing is left that a double could tell from 0 or 1. */
const SCORE_MAX = 8.3;
const NEWTON_STEPS = 12;

export const normalDensity = (score: number): number =>
  Math.exp((-score * score) / 2) / Math.sqrt(2 * Math.PI);

/** Φ: the chance of a value below `score`, by its Taylor series (Marsaglia 2004). */
export function normalCdf(score: number): number {
  if (score > SCORE_MAX) return 1;
  if (score < -SCORE_MAX) return 0;
  let term = score;
  let sum = 0;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (score * score) / odd;
  }
  return 0.5 + sum * normalDensity(score);
}

/** Φ⁻¹, for levels of 0.001 to 0.999: Newton's steps from the middle never overshoot. */
export function normalScore(level: number): number {
  if (!(level >= 0.001 && level <= 0.999)) throw new RangeError(`no score at level ${level}`);
  let score = 0;
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    score += (level - normalCdf(score)) / normalDensity(score);
  }
  return score;
}
