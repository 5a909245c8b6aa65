/** One question as a reader would put it: the answer comes as it is, with its headers and time. */
import { API_ORIGIN } from "./origin";

const SECOND_MS = 1000;
const TIMEOUT_MS = 20 * SECOND_MS;
/** Those worth knowing, in the order in which they are shown. */
const TOLD_HEADERS = [
  "content-type",
  "etag",
  "age",
  "cache-control",
  "x-candor-stale",
  "x-trace-id",
  "retry-after",
  "link",
] as const;

export interface RawAnswer {
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
  text: string;
  seconds: number;
}

/** The answer to a GET, whatever its status; throws an Error with a sentence where none came. */
export async function ask(path: string): Promise<RawAnswer> {
  const started = performance.now();
  try {
    const response = await globalThis.fetch(new Request(urlOf(path), { cache: "no-cache" }), {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: TOLD_HEADERS.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, value] as const];
      }),
      text,
      seconds: (performance.now() - started) / SECOND_MS,
    };
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === "TimeoutError";
    throw new Error(
      late
        ? `The API did not answer within ${TIMEOUT_MS / SECOND_MS} s. Try again, or see the status page.`
        : "The API could not be reached. Are you online? Then see the status page.",
      { cause },
    );
  }
}

/** The whole address of a path of the API. */
export function urlOf(path: string): string {
  return new URL(path, API_ORIGIN || globalThis.location.origin).href;
}
