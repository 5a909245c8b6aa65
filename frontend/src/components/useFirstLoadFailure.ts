/** Why something could never be read. */
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, NOT_READY, TimedOut } from "../api/client";

export interface FirstLoadFailure {
  /** True where nothing is wrong: the service has only just been started. */
  preparing: boolean;
  /** True where nothing came back at all. */
  silent: boolean;
  reason: string;
  /** The failure's number in the server's log. */
  traceId: string | null;
}

/**
 * Why the first answer never came; null as long as it may.
 *
 * The library forgets an error when it tries again; the page must not blink, so it is kept.
 */
export function useFirstLoadFailure(query: UseQueryResult): FirstLoadFailure | null {
  const [kept, setKept] = useState<Error | null>(null);
  if (query.error !== null && query.error !== kept) setKept(query.error);
  const error = query.error ?? kept;
  if (query.data !== undefined || error === null) return null;
  return error instanceof ApiError
    ? {
        preparing: error.type === NOT_READY,
        silent: error instanceof TimedOut,
        reason: error.message,
        traceId: error.traceId,
      }
    : {
        preparing: false,
        silent: false,
        reason: "the API's answer could not be understood",
        traceId: null,
      };
}
