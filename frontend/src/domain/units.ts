/** Numbers that must not be mistaken for one another. */
declare const unit: unique symbol;
type Branded<U extends string> = number & { readonly [unit]: U };

/** US dollars for one bitcoin. */
export type Price = Branded<"USD">;
/** Natural logarithm of a ratio of prices. */
export type LogReturn = Branded<"log return">;
/** A share or chance, 0 to 1. */
export type Probability = Branded<"probability">;
/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = Branded<"ms UTC">;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A published decimal string as a number; RangeError when it is none. */
function decimal(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new RangeError(`"${text}" is not a decimal number`);
  return value;
}

export const priceOf = (text: string): Price => decimal(text) as Price;
export const logReturnOf = (text: string): LogReturn => decimal(text) as LogReturn;

/** A published probability; RangeError outside 0 to 1. */
export function probabilityOf(text: string): Probability {
  const value = decimal(text);
  if (value < 0 || value > 1) throw new RangeError(`${text} is not a probability`);
  return value as Probability;
}

/** An ISO 8601 time stamp; RangeError when it cannot be read. */
export function instantOf(text: string): Instant {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new RangeError(`"${text}" is not a time`);
  return value as Instant;
}

/** The instant this many milliseconds later. */
export const later = (instant: Instant, ms: number): Instant => (instant + ms) as Instant;

/** The price a log return leads to. */
export const priceAfter = (reference: Price, change: LogReturn): Price =>
  (reference * Math.exp(change)) as Price;
