/** Parts of the page that are files of their own, and what happens when one does not come. */
import { type ComponentType, type LazyExoticComponent, lazy } from "react";

const AGAIN_AFTER_MS = 1000;

/** A file of this page did not come: a newer version has replaced it, or the connection failed. */
export class PartMissing extends Error {
  constructor(cause: unknown) {
    super("a part of this page could not be loaded", { cause });
    this.name = "PartMissing";
  }
}

/** A component loaded when it is first shown, asked for twice; throws PartMissing where it fails. */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => {
    try {
      return { default: await load().catch(() => pause().then(load)) };
    } catch (cause) {
      throw new PartMissing(cause);
    }
  });
}

const pause = () => new Promise<void>((done) => setTimeout(done, AGAIN_AFTER_MS));
