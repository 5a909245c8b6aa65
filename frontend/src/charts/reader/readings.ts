/** What a chart says of its places, in the order in which they are drawn. */
export interface Readings {
  count: number;
  /** Of one place, counted from 0. */
  said: (at: number) => string;
}

/** Readings that are in words already. */
export function readingsOf(words: readonly string[]): Readings {
  return { count: words.length, said: (at) => words[at] ?? "" };
}
