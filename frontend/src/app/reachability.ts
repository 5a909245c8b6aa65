/** Whether the API answers, seen from the queries. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { Outage } from "../components/outageWords";
import type { Instant } from "../domain/units";

/** What cannot be read again, though it once was; null while all can. */
export function outageOf(documents: Readonly<Record<string, UseQueryResult>>): Outage | null {
  const failing = Object.values(documents).filter((query) => query.isError && query.data);
  if (failing.length === 0) return null;
  return {
    since: Math.min(...failing.map((query) => query.dataUpdatedAt)) as Instant,
    // The others are asked for once the status has been read: a silent API leaves them as they were.
    isPartial: !documents["status"]?.isError,
  };
}
