/** Whether the API answers, seen from the queries. */
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "../api/client";
import type { Instant } from "../domain/units";
import type { Documents } from "./useDocuments";

/** When the API last answered, while any document cannot be read again; null while all can. */
export function unreachableSince(documents: Documents): Instant | null {
  const failing = Object.values(documents).filter((query) => query.isError && query.data);
  if (failing.length === 0) return null;
  return Math.min(...failing.map((query) => query.dataUpdatedAt)) as Instant;
}

/**
 * Why the first answer never came; null as long as it may.
 *
 * The library forgets an error when it tries again; the page must not blink, so it is kept.
 */
export function useFirstLoadFailure(query: UseQueryResult): string | null {
  const [reason, setReason] = useState<string | null>(null);
  const current = query.error === null ? null : reasonOf(query.error);
  if (current !== null && current !== reason) setReason(current);
  return query.data === undefined && query.errorUpdateCount > 0 ? (current ?? reason) : null;
}

function reasonOf(error: Error): string {
  return error instanceof ApiError ? error.message : "the API's answer could not be understood";
}
