/** How calm the market is and may become, in words: pure. */
import type { ForecastRecord } from "../../api/documents";
import { probabilityOf } from "../../domain/units";
import { chance, count } from "../../lib/formatNumber";

/** Fewer days than this say nothing of what is usual. */
const DAYS_MIN = 10;
const OF = 10;
/** What the regime's threshold leaves above itself in the year before: one day in three. */
const USUAL = 1 / 3;
const NEAR = 0.05;

/** "The last 24 hours were calmer than 7 of 10 days of the 40 before them."; null where too few are known. */
export function calmSentence([newest, ...before]: readonly number[]): string | null {
  if (newest === undefined || before.length < DAYS_MIN) return null;
  const wilder = before.filter((one) => one > newest).length;
  const ofTen = Math.round((OF * wilder) / before.length);
  const days = `the ${count(before.length)} days before`;
  if (ofTen === OF) return `The last 24 hours were calmer than nearly all of ${days}.`;
  if (ofTen === 0) return `The last 24 hours were wilder than nearly all of ${days}.`;
  if (ofTen === OF / 2) return `The last 24 hours were about as calm as half of ${days}.`;
  return ofTen > OF / 2
    ? `The last 24 hours were calmer than ${ofTen} in 10 of ${days}.`
    : `The last 24 hours were wilder than ${OF - ofTen} in 10 of ${days}.`;
}

/** What is said of the coming day's volatility; null where the forecast claims nothing. */
export function aheadSentence({ regime }: ForecastRecord): string | null {
  if (!regime) return null;
  const p = probabilityOf(regime.p_above);
  const compared =
    Math.abs(p - USUAL) < NEAR
      ? "about as likely as usual"
      : p < USUAL
        ? "less likely than usual"
        : "more likely than usual";
  return `A volatile day ahead is ${compared}: ${chance(p)}, where 33% is usual.`;
}
