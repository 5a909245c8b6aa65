/** What somebody might do to a record, done to what was read, in this browser only. */
import { type Read, splitBundle } from "../../domain/ledger/tiles";

export type Tampering = "digit" | "dropped" | "swapped" | "root";

const FIRST_BUNDLE = "tile/entries/000";
const [ZERO, NINE] = [0x30, 0x39];
const LENGTH_BYTES = 2;

/** The same files, but for one of them. */
export function tampered(read: Read, how: Tampering = "digit"): Read {
  return async (path) => {
    const data = await read(path);
    const isMeant = how === "root" ? path === "checkpoint" : path.startsWith(FIRST_BUNDLE);
    return data === null || !isMeant ? data : ALTERED[how](data);
  };
}

const ALTERED: Readonly<Record<Tampering, (data: Uint8Array) => Uint8Array>> = {
  digit(data) {
    const copy = data.slice();
    const at = copy.findLastIndex((byte) => byte >= ZERO && byte <= NINE);
    if (at >= 0) copy[at] = copy[at] === NINE ? ZERO : (copy[at] as number) + 1;
    return copy;
  },
  dropped: (data) => joined(splitBundle(data).bodies.slice(0, -1)),
  swapped(data) {
    const { bodies } = splitBundle(data);
    return joined([...bodies.slice(0, -2), ...bodies.slice(-2).reverse()]);
  },
  root(data) {
    const [origin = "", size = "", root = "", ...rest] = new TextDecoder().decode(data).split("\n");
    const other = `${root.startsWith("A") ? "B" : "A"}${root.slice(1)}`;
    return new TextEncoder().encode([origin, size, other, ...rest].join("\n"));
  },
};

/** A bundle of these entries, each behind its length. */
function joined(bodies: readonly Uint8Array[]): Uint8Array {
  const bundle = new Uint8Array(bodies.reduce((sum, one) => sum + LENGTH_BYTES + one.length, 0));
  let at = 0;
  for (const body of bodies) {
    bundle.set([body.length >> 8, body.length & 0xff], at);
    bundle.set(body, at + LENGTH_BYTES);
    at += LENGTH_BYTES + body.length;
  }
  return bundle;
}
