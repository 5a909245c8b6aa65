/** This visit, for whoever has something to tell of it; sent by reporting.ts, or by nobody. */
import { type Action, type ErrorKind, type PageName, Pending } from "./pending";

export const pending = new Pending();

/** A page of the site was shown. */
export function viewed(page: PageName): void {
  pending.viewed(page);
}

/** The reader used something. */
export function acted(action: Action): void {
  pending.acted(action);
}

/** Something went wrong. */
export function failed(kind: ErrorKind): void {
  pending.failed(kind);
}
