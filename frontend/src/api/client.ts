/** The one place that speaks HTTP: typed by the API's own description. */
import createClient from "openapi-fetch";
import { API_ORIGIN } from "./origin";
import type { paths } from "./schema.gen";
import { isShaped } from "./shapes";
import { newTrace, TRACE_HEADER, Unanswered } from "./trace";

const SECOND_MS = 1000;
/** An API that starts cold may take seconds; the page says after three that it is slow. */
const TIMEOUT_MS = 10 * SECOND_MS;

/** The API answered with an error, or did not answer at all. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** What kind of problem it is, as the API names it; null where it does not. */
  readonly type: string | null;
  /** The number under which the server's log tells of it; null where nothing was asked. */
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
  constructor(traceId: string | null = null) {
    super(0, `the API did not answer within ${TIMEOUT_MS / SECOND_MS} s`, null, traceId);
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
  fetch: tracedFetch,
});

/** Which description an answer must fit. */
const asked = new WeakMap<Response, string>();
client.use({ onResponse: ({ response, schemaPath }) => void asked.set(response, schemaPath) });

async function tracedFetch(request: Request): Promise<Response> {
  const { traceId, headers } = newTrace();
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  try {
    // Looked up on every call, so that what replaces fetch later is honoured.
    return await globalThis.fetch(request);
  } catch (cause) {
    throw new Unanswered(traceId, cause);
  }
}

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
  const path = asked.get(answer.response);
  if (path !== undefined && !isShaped(path, answer.data)) {
    const traceId = answer.response.headers.get(TRACE_HEADER);
    throw new ApiError(0, "the API's answer was not the document asked for", null, traceId);
  }
  const ageS = Number(answer.response.headers.get("age") ?? 0);
  const ageMs = Number.isFinite(ageS) && ageS > 0 ? ageS * SECOND_MS : 0;
  const stale = answer.response.headers.get("x-candor-stale") === "1";
  return { document: answer.data, readAt: Date.now() - ageMs, stale };
}

function withoutAnswer(failure: unknown): ApiError {
  const { cause, traceId } =
    failure instanceof Unanswered ? failure : { cause: failure, traceId: null };
  if (cause instanceof DOMException && cause.name === "TimeoutError") return new TimedOut(traceId);
  const said =
    cause instanceof SyntaxError ? "the API's answer was not JSON" : "the API could not be reached";
  return new ApiError(0, said, null, traceId);
}

function errorOf(problem: unknown, { status, headers }: Response): ApiError {
  const traceId = headers.get(TRACE_HEADER);
  if (typeof problem !== "object" || problem === null || !("detail" in problem)) {
    return new ApiError(status, `the API answered ${status}`, null, traceId);
  }
  const type = "type" in problem ? String(problem.type) : null;
  const named = "trace_id" in problem ? String(problem.trace_id) : traceId;
  return new ApiError(status, String(problem.detail), type, named);
}
