/** What is said of a level, and what the record says of such chances: pure. */
import type { HorizonScores } from "../../api/documents";
import { HORIZON_FACTS, independentCount } from "../../domain/horizon";
import type { Price, Probability } from "../../domain/units";
import { counted, percent } from "../../lib/formatNumber";

const TENTHS = 10;

/** A typed level as a price; null where it is none. "$61,000.50" and "61000.5" are the same. */
export function levelOf(text: string): Price | null {
  const plain = text.replace(/[$,\s]/g, "");
  const value = /^\d+(\.\d{0,2})?$/.test(plain) ? Number(plain) : 0;
  return value > 0 && value < 1e9 ? (value as Price) : null;
}

/**
 * How levels with about this chance have fared.
 *
 * A level that is given 20 % lies at the 80 % quantile, and an outcome ends above it exactly when
 * its PIT does: the histogram of the PIT counts this in tenths.
 */
export function chanceOnRecord(chance: Probability, scores: HorizonScores | undefined): string {
  const n = scores?.pit_histogram.reduce((sum, bin) => sum + bin, 0) ?? 0;
  if (!scores || n === 0) {
    return "No forecast of this horizon has met its outcome yet, so nobody knows how well such chances hold.";
  }
  const tenths = Math.min(TENTHS - 1, Math.max(1, Math.round(chance * TENTHS)));
  const above = scores.pit_histogram.slice(TENTHS - tenths).reduce((sum, bin) => sum + bin, 0);
  const { adjective } = HORIZON_FACTS[scores.horizon];
  const independent = independentCount(n, scores.horizon);
  const apart = independent < n ? ` (about ${independent} that do not overlap)` : "";
  return `Levels given ${percent(tenths / TENTHS, 0)} so far were closed above in ${percent(above / n, 0)} of ${counted(n, `${adjective} forecast`)}${apart}.`;
}
