/** When to ask again for what is read once: only while it could not be. */
import { SECOND_MS } from "../domain/units";

const AGAIN_MS = 10 * SECOND_MS;

/** An interval in milliseconds while the last answer was a failure; false where all is well. */
export function whileFailing(query: { state: { status: string } }): number | false {
  return query.state.status === "error" ? AGAIN_MS : false;
}
