/** What is said of a level, and what the record says of such chances: pure. */
import type { HorizonScores } from "../../api/documents";
import { HORIZON_FACTS, independentCount } from "../../domain/horizon";
import type { Price, Probability } from "../../domain/units";
import { count, counted, percent } from "../../lib/formatNumber";

const TENTHS = 10;
const NEAR_TENTHS = 0.2;

/** Where the digits of scripts begin in which readers write numbers: Arabic, Persian, Hindi. */
const ZEROS = ["٠", "۰", "०"].map((zero) => zero.charCodeAt(0));
const GROUPED = /^\d{1,3}(?:([.,])\d{2,3})?(?:\1\d{2,3})*$/;

/**
 * A typed level as a price; null where it is none.
 *
 * Cents have at most two digits and thousands three, so "$61,000.50", "61.000,50", "61 000,5" and
 * "61000.5" are the same wherever they are typed.
 */
export function levelOf(text: string): Price | null {
  const plain = westernDigits(text)
    .replace(/US(?=\$)|[$\s'’٬\u200e\u200f]/g, "")
    .replace("٫", ".");
  const [, whole = "", mark = "", cents = ""] = /^(.*?)(?:([.,])(\d{0,2}))?$/.exec(plain) ?? [];
  const grouped = GROUPED.exec(whole);
  const isWhole = grouped !== null && (grouped[1] === undefined || /[.,]\d{3}$/.test(whole));
  if (!(/^\d+$/.test(whole) || isWhole) || (mark !== "" && grouped?.[1] === mark)) return null;
  const value = Number(`${whole.replace(/[.,]/g, "")}.${cents}`);
  return value > 0 && value < 1e9 ? (value as Price) : null;
}

function westernDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹०-९]/g, (digit) => {
    const zero = ZEROS.find((one) => digit.charCodeAt(0) - one < 10) ?? 0;
    return String(digit.charCodeAt(0) - zero);
  });
}

/**
 * How levels with about this chance have fared.
 *
 * A level that is given 20 % lies at the 80 % quantile, and an outcome ends above it exactly when
 * its PIT does: the histogram of the PIT counts this in tenths.
 */
export function chanceOnRecord(
  chance: Probability,
  scores: HorizonScores | null | undefined,
): string {
  if (scores === undefined) {
    return "How such chances have fared is said here once the record has been read.";
  }
  const n = scores?.pit_histogram.reduce((sum, bin) => sum + bin, 0) ?? 0;
  if (!scores || n === 0) {
    return "No forecast of this horizon has met its outcome yet, so nobody knows how well such chances hold.";
  }
  const said = tenthsAround(chance).map((tenths) => {
    const above = scores.pit_histogram.slice(TENTHS - tenths).reduce((sum, bin) => sum + bin, 0);
    return `levels given ${percent(tenths / TENTHS, 0)} were closed above in ${percent(above / n, 0)}`;
  });
  const { adjective } = HORIZON_FACTS[scores.horizon];
  const independent = independentCount(n, scores.horizon);
  const apart = independent < n ? ` (about ${count(independent)} that do not overlap)` : "";
  return `Of ${counted(n, `${adjective} forecast`)} so far${apart}, ${said.join(", ")}.`;
}

/** The tenths that the record counts, below and above a chance; one where the chance is near it. */
function tenthsAround(chance: Probability): number[] {
  const tenths = chance * TENTHS;
  const near = Math.abs(tenths - Math.round(tenths)) <= NEAR_TENTHS;
  const around = near ? [Math.round(tenths)] : [Math.floor(tenths), Math.ceil(tenths)];
  const counted = around.map((one) => Math.min(TENTHS - 1, Math.max(1, one)));
  return [...new Set(counted)];
}
