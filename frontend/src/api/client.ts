/** The one place that speaks HTTP: typed by the API's own description. */
import createClient from "openapi-fetch";
import type { paths } from "./schema.gen";

const SECOND_MS = 1000;
const TIMEOUT_MS = 10 * SECOND_MS;

/** The API answered with an error, or did not answer at all. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** What kind of problem it is, as the API names it; null where it does not. */
  readonly type: string | null;

  constructor(status: number, message: string, type: string | null = null) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.type = type;
  }
}

/** Problem type of an API that has no candles or model yet. */
export const NOT_READY = "urn:candor:problem:not-ready";

/** Reads documents; the API's files are links for the browser. */
export const client = createClient<paths, "application/json">({
  baseUrl: globalThis.location?.origin ?? "",
  // Ask again each time, though with the entity tag: the browser may not serve what is stale.
  cache: "no-cache",
  // Looked up on every call, so that what replaces fetch later is honoured.
  fetch: (request) => globalThis.fetch(request),
});

/** A signal that ends when the query is cancelled or the answer takes too long. */
export function deadline(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** A document and the wall time at which it was true, in milliseconds. */
export interface Dated<T> {
  document: T;
  readAt: number;
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
    throw new ApiError(0, reasonWithoutAnswer(cause));
  }
  if (!answer.response.ok || answer.data === undefined) {
    throw errorOf(answer.error, answer.response);
  }
  const ageS = Number(answer.response.headers.get("age") ?? 0);
  const ageMs = Number.isFinite(ageS) && ageS > 0 ? ageS * SECOND_MS : 0;
  return { document: answer.data, readAt: Date.now() - ageMs };
}

function reasonWithoutAnswer(cause: unknown): string {
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return `the API did not answer within ${TIMEOUT_MS / SECOND_MS} s`;
  }
  if (cause instanceof SyntaxError) return "the API's answer was not JSON";
  return "the API could not be reached";
}

function errorOf(problem: unknown, { status }: Response): ApiError {
  if (typeof problem !== "object" || problem === null || !("detail" in problem)) {
    return new ApiError(status, `the API answered ${status}`);
  }
  const type = "type" in problem ? String(problem.type) : null;
  return new ApiError(status, String(problem.detail), type);
}
