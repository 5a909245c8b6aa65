/** What a verification comes to: findings with a name, or that it could not be made. */

/** The names are those of verify.py. */
export type FindingName =
  | "changed"
  | "dropped"
  | "inserted"
  | "reordered"
  | "forked"
  | "back-dated"
  | "bad-signature"
  | "wrong-key"
  | "truncated"
  | "tile-disagrees"
  | "broken-rule";

/** One thing that does not hold; `index` is the entry's, where it is one entry's. */
export interface Finding {
  name: FindingName;
  text: string;
  index: number | null;
}

/** Something that does not hold. */
export class Broken extends Error {
  readonly finding: FindingName;

  constructor(finding: FindingName, text: string) {
    super(text);
    this.name = "Broken";
    this.finding = finding;
  }
}

/** It could not be checked: no answer, something missing, or a browser that cannot. */
export class Unchecked extends Error {
  constructor(text: string) {
    super(text);
    this.name = "Unchecked";
  }
}

/** Broken unless it holds. */
export function demand(
  holds: boolean,
  text: string,
  name: FindingName = "broken-rule",
): asserts holds {
  if (!holds) throw new Broken(name, text);
}

/** An error as a finding; what is no finding goes on. */
export function findingOf(error: unknown, index: number | null = null): Finding {
  if (error instanceof Broken) return { name: error.finding, text: error.message, index };
  throw error;
}
