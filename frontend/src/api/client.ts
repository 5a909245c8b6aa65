/** The one place that speaks HTTP: typed by the API's own description. */
import createClient from "openapi-fetch";
import { API_ORIGIN } from "./origin";
import type { paths } from "./schema.gen";

const SECOND_MS = 1000;
const TIMEOUT_MS = 5 * SECOND_MS;

/** The API answered with an error, or did not answer at all. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** What kind of problem it is, as the API names it; null where it does not. */
  readonly type: string | null;
  /** By which those who run the API find what happened; null where no answer came. */
  readonly traceId: string | null;

  constructor(
    status: number,
    message: string,
    type: string | null = null,
    traceId: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.type = type;
    this.traceId = traceId;
  }
}

/** The API kept silent for longer than it may. */
export class TimedOut extends ApiError {
  constructor() {
    super(0, `the API did not answer within ${TIMEOUT_MS / SECOND_MS} s`);
    this.name = "TimedOut";
  }
}

/** Problem type of an API that has no candles or model yet. */
export const NOT_READY = "urn:candor:problem:not-ready";

/** Reads documents; the API's files are links for the browser. */
export const client = createClient<paths, "application/json">({
  baseUrl: API_ORIGIN || (globalThis.location?.origin ?? ""),
  // Ask again each time, though with the entity tag: the browser may not serve what is stale.
  cache: "no-cache",
  // Looked up on every call, so that what replaces fetch later is honoured.
  fetch: (request) => globalThis.fetch(request),
});

/** A signal that ends when the query is cancelled or the answer takes too long. */
export function deadline(signal: AbortSignal): AbortSignal {
  const silence = new AbortController();
  // The timer of the page, not of AbortSignal.timeout, so that tests can move its time.
  setTimeout(
    () => silence.abort(new DOMException("no answer in time", "TimeoutError")),
    TIMEOUT_MS,
  );
  return AbortSignal.any([signal, silence.signal]);
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export interface Dated<T> {
  document: T;
  /** Wall time at which the document was true, in milliseconds. */
  readAt: number;
  /** Whether it is the last known one, because the API cannot make a newer one just now. */
  stale: boolean;
}

/** The document of an answer; ApiError when there is none. */
export async function documentOf<T>(pending: Promise<Answer<T>>): Promise<T> {
  return (await datedDocumentOf(pending)).document;
}

/** The same with its time: an answer kept on the way says how old it is. */
export async function datedDocumentOf<T>(pending: Promise<Answer<T>>): Promise<Dated<T>> {
  let answer: Answer<T>;
  try {
    answer = await pending;
  } catch (cause) {
    throw withoutAnswer(cause);
  }
  if (!answer.response.ok || answer.data === undefined) {
    throw errorOf(answer.error, answer.response);
  }
  const ageS = Number(answer.response.headers.get("age") ?? 0);
  const ageMs = Number.isFinite(ageS) && ageS > 0 ? ageS * SECOND_MS : 0;
  const stale = answer.response.headers.get("x-candor-stale") === "1";
  return { document: answer.data, readAt: Date.now() - ageMs, stale };
}

function withoutAnswer(cause: unknown): ApiError {
  if (cause instanceof DOMException && cause.name === "TimeoutError") return new TimedOut();
  if (cause instanceof SyntaxError) return new ApiError(0, "the API's answer was not JSON");
  return new ApiError(0, "the API could not be reached");
}

function errorOf(problem: unknown, { status }: Response): ApiError {
  if (typeof problem !== "object" || problem === null || !("detail" in problem)) {
    return new ApiError(status, `the API answered ${status}`);
  }
  const type = "type" in problem ? String(problem.type) : null;
  const traceId = "trace_id" in problem ? String(problem.trace_id) : null;
  return new ApiError(status, String(problem.detail), type, traceId);
}
