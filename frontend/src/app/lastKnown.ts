/** What was last read, kept in this browser for a visit on which the API does not answer. */
import type { Query, QueryClient } from "@tanstack/react-query";
import { ApiError, type Dated, NOT_READY } from "../api/client";
import { DAY_MS } from "../domain/units";

const KEY = "candor.last-known";
/** Of the first page, a few dozen kilobytes; what does not fit is not kept. */
const CHARACTERS_MAX = 400_000;
const AGE_MS_MAX = 7 * DAY_MS;
/** The documents of another build may have another shape. */
const BUILD = import.meta.url;

interface Kept {
  build: string;
  /** By the hash of their query. */
  documents: Record<string, Dated<unknown>>;
}

/** Writes down what the page shows whenever it is left or hidden; nothing of its reader. */
export function keepLastKnown(queries: QueryClient): () => void {
  const keep = () => {
    if (document.visibilityState === "hidden") write(queries);
  };
  document.addEventListener("visibilitychange", keep);
  return () => document.removeEventListener("visibilitychange", keep);
}

/** Gives a query that could not be read, and never was on this visit, what was last known. */
export function fallBack(error: Error, query: Query<unknown, unknown, unknown>): void {
  const isStarting = error instanceof ApiError && error.type === NOT_READY;
  if (query.state.data !== undefined || isStarting) return;
  const known = read()?.documents[query.queryHash];
  if (known === undefined || Date.now() - known.readAt > AGE_MS_MAX) return;
  query.setState({ data: known, dataUpdatedAt: known.readAt });
}

function write(queries: QueryClient): void {
  const documents: Kept["documents"] = {};
  let size = 0;
  // The status and the forecasts first: a page with those alone is of use.
  for (const { queryHash, state } of queries.getQueryCache().getAll()) {
    if (!isDated(state.data)) continue;
    size += JSON.stringify(state.data).length;
    if (size > CHARACTERS_MAX) break;
    documents[queryHash] = state.data;
  }
  if (size === 0) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ build: BUILD, documents } satisfies Kept));
  } catch {
    // A browser that keeps nothing shows nothing old.
  }
}

function read(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as Kept | null;
    return kept?.build === BUILD ? kept : null;
  } catch {
    return null;
  }
}

function isDated(data: unknown): data is Dated<unknown> {
  return typeof data === "object" && data !== null && "readAt" in data;
}
