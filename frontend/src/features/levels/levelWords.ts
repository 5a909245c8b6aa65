/** What a reader types as a level: pure. */
import type { Price } from "../../domain/units";

/** Where the digits of scripts begin in which readers write numbers: Arabic, Persian, Hindi. */
const ZEROS = ["٠", "۰", "०"].map((zero) => zero.charCodeAt(0));
/** Above it nothing is asked, here and by the API's own bound on a number's size. */
const LEVEL_MAX = 1e9;
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
  return value > 0 && value < LEVEL_MAX ? (value as Price) : null;
}

function westernDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹०-९]/g, (digit) => {
    const zero = ZEROS.find((one) => digit.charCodeAt(0) - one < 10) ?? 0;
    return String(digit.charCodeAt(0) - zero);
  });
}
