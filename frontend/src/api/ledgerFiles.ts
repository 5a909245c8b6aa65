/** The public files of the ledger: checkpoint, tiles and key. */
import { ApiError } from "./client";
import { API_ORIGIN } from "./origin";

/** Path of the key that checkpoints are signed with. */
export const KEY_PATH = "api/v1/ledger/key";

/** A file's bytes; null where there is none. ApiError when no answer came. */
export async function readLedgerFile(path: string): Promise<Uint8Array | null> {
  const isFixed = path.startsWith("tile/");
  let response: Response;
  try {
    response = await fetch(`${API_ORIGIN}/${path}`, { cache: isFixed ? "default" : "no-cache" });
  } catch {
    throw new ApiError(0, "the site could not be reached");
  }
  // A server of single pages answers with the page what it does not know.
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (response.status === 404 || isPage) return null;
  if (!response.ok) throw new ApiError(response.status, `${path} was answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
