/** The public files of the ledger: checkpoint, tiles and key. */
import { ApiError } from "./client";
import { API_ORIGIN } from "./origin";
import { newTrace, TRACE_HEADER } from "./trace";

/** Path of the key that checkpoints are signed with. */
export const KEY_PATH = "api/v1/ledger/key";

/** A file's bytes; null where there is none. ApiError when no answer came. */
export async function readLedgerFile(path: string): Promise<Uint8Array | null> {
  const isFixed = path.startsWith("tile/");
  const { traceId, headers } = newTrace();
  let response: Response;
  try {
    const cache = isFixed ? "default" : "no-cache";
    response = await fetch(`${API_ORIGIN}/${path}`, { cache, headers });
  } catch {
    throw new ApiError(0, "the site could not be reached", null, traceId);
  }
  // A server of single pages answers with the page what it does not know.
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (response.status === 404 || isPage) return null;
  if (!response.ok) {
    const named = response.headers.get(TRACE_HEADER) ?? traceId;
    const said = `${path} was answered ${response.status}`;
    throw new ApiError(response.status, said, null, named);
  }
  return new Uint8Array(await response.arrayBuffer());
}
