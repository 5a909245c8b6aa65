/** Numbers as the reader's locale groups and points them; the digits are those of the words. */

const PAGES_OWN = "en-US";
const locales = new Map<string, string>();
const made = new Map<string, Intl.NumberFormat>();

/** 1440.5 → "1,440.50", "1.440,50", "1 440,50". */
export function numeral(value: number, digits = 0): string {
  return format(digits, {}).format(value);
}

/** "$61,000", "61.000 $". */
export function dollarNumeral(value: number, digits: number): string {
  return format(digits, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
  }).format(value);
}

/** 79.3 → "79.3%", "79,3 %"; with at least as many digits as at most, unless told otherwise. */
export function percentNumeral(percent: number, digits: number, digitsMin = digits): string {
  return format(digits, { style: "unit", unit: "percent" }, digitsMin).format(percent);
}

function format(
  digits: number,
  style: Intl.NumberFormatOptions,
  digitsMin = digits,
): Intl.NumberFormat {
  const locale = readersLocale();
  const key = `${locale} ${style.style ?? ""} ${digitsMin} ${digits}`;
  const known = made.get(key);
  if (known) return known;
  const fraction = { minimumFractionDigits: digitsMin, maximumFractionDigits: digits };
  const one = new Intl.NumberFormat(locale, { ...style, ...fraction, numberingSystem: "latn" });
  made.set(key, one);
  return one;
}

/** The browser's first language; the page's own where it names none that exists. */
function readersLocale(): string {
  const named = globalThis.navigator?.language ?? "";
  const known = locales.get(named);
  if (known !== undefined) return known;
  const locale = canonical(named);
  locales.set(named, locale);
  return locale;
}

function canonical(named: string): string {
  try {
    return Intl.getCanonicalLocales(named || PAGES_OWN)[0] ?? PAGES_OWN;
  } catch {
    return PAGES_OWN;
  }
}
