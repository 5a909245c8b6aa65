/** Whether the API answers, seen from the queries. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { Instant } from "../domain/units";

/** When the API last answered, while any document cannot be read again; null while all can. */
export function unreachableSince(
  documents: Readonly<Record<string, UseQueryResult>>,
): Instant | null {
  const failing = Object.values(documents).filter((query) => query.isError && query.data);
  if (failing.length === 0) return null;
  return Math.min(...failing.map((query) => query.dataUpdatedAt)) as Instant;
}
