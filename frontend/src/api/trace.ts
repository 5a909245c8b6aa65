/** The number of each request, chosen here and found again in the server's log (W3C traceparent). */
import { API_ORIGIN } from "./origin";

const TRACE_BYTES = 16;
const SPAN_BYTES = 8;
/** The header of an answer that names its trace. */
export const TRACE_HEADER = "x-trace-id";

let newest: string | null = null;

/** Headers that name a request, and its number. */
export function newTrace(): { traceId: string; headers: Record<string, string> } {
  newest = randomHex(TRACE_BYTES);
  const headers = { traceparent: `00-${newest}-${randomHex(SPAN_BYTES)}-01` };
  // Elsewhere a browser would first have to ask, each time, whether it may say so.
  return { traceId: newest, headers: API_ORIGIN === "" ? headers : {} };
}

/** Number of the newest request: where the page itself fails, it failed on that answer. */
export function newestTraceId(): string | null {
  return newest;
}

/** No answer came to the request of that number. */
export class Unanswered extends Error {
  readonly traceId: string;

  constructor(traceId: string, cause: unknown) {
    super("no answer came", { cause });
    this.traceId = traceId;
  }
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
