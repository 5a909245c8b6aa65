/** Tiles and entry bundles (C2SP tlog-tiles), and proofs made of them. */
import { demand, Unchecked } from "./finding";
import { HASH_BYTES, type Hash, levelAbove, nodeHash } from "./merkle";

export const TILE_WIDTH = 256;
export const TILE_HEIGHT = 8;

/** A file of the record by its path; null where there is none. */
export type Read = (path: string) => Promise<Uint8Array | null>;

/** `tile/<L>/<N>[.p/<W>]`; level `entries` is that of the bundles. */
export function tilePath(level: number | "entries", number: number, width: number): string {
  const groups = [String(number % 1000).padStart(3, "0")];
  for (let rest = Math.floor(number / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return `tile/${level}/${groups.join("/")}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** Number and width of every tile that holds `count` hashes or entries; one at a time. */
export function* tileWidths(count: number): Generator<{ number: number; width: number }> {
  for (let number = 0; number * TILE_WIDTH < count; number++) {
    yield { number, width: Math.min(TILE_WIDTH, count - number * TILE_WIDTH) };
  }
}

/** How many hashes each tile level of a tree holds. */
export function tileCounts(size: number): number[] {
  const counts: number[] = [];
  for (let count = size; count > 0; count = Math.floor(count / TILE_WIDTH)) counts.push(count);
  return counts;
}

/** The bodies in a bundle, and whether it ended where a body ended. */
export function splitBundle(data: Uint8Array): { bodies: Uint8Array[]; whole: boolean } {
  const bodies: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= data.length) {
    const stop = at + 2 + 256 * (data[at] as number) + (data[at + 1] as number);
    if (stop > data.length) break;
    bodies.push(data.subarray(at + 2, stop));
    at = stop;
  }
  return { bodies, whole: at === data.length };
}

/** A bundle's entries; those of its first `width` where the full one stands in its place. */
export async function readBundle(read: Read, number: number, width: number) {
  const exact = await read(tilePath("entries", number, width));
  if (exact !== null) return splitBundle(exact);
  const { bodies } = splitBundle(await fullInstead(read, "entries", number, width));
  return { bodies: bodies.slice(0, width), whole: true };
}

/** A tile's hashes; Broken when it is not as long as its width says. */
export async function readTile(
  read: Read,
  level: number,
  number: number,
  width: number,
): Promise<Hash[]> {
  const path = tilePath(level, number, width);
  const data = (await read(path)) ?? (await fullInstead(read, level, number, width));
  const whole = data.length % HASH_BYTES === 0;
  demand(whole, `${path} has ${data.length} bytes, not ${width * HASH_BYTES}`, "truncated");
  const held = data.length / HASH_BYTES;
  demand(held >= width, `${path} has ${held} hashes, not ${width}`, "dropped");
  return Array.from({ length: width }, (_, i) =>
    data.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

async function fullInstead(
  read: Read,
  level: number | "entries",
  number: number,
  width: number,
): Promise<Uint8Array> {
  const full = width === TILE_WIDTH ? null : await read(tilePath(level, number, TILE_WIDTH));
  if (full === null) throw new Unchecked(`${tilePath(level, number, width)} is not there`);
  return full;
}

/** Reads hashes of a tree of `size` leaves from its tiles, each once. */
export function treeOf(read: Read, size: number) {
  const tiles = new Map<string, Promise<Hash[]>>();

  function tile(level: number, number: number): Promise<Hash[]> {
    const name = `${level}/${number}`;
    const count = Math.floor(size / TILE_WIDTH ** level);
    const width = Math.min(TILE_WIDTH, count - number * TILE_WIDTH);
    const kept = tiles.get(name) ?? readTile(read, level, number, width);
    tiles.set(name, kept);
    return kept;
  }

  /** A complete subtree's hash, from the tile that holds it or what it is made of. */
  async function node(height: number, number: number): Promise<Hash> {
    const above = height % TILE_HEIGHT;
    const first = number * 2 ** above;
    const hashes = await tile(Math.floor(height / TILE_HEIGHT), Math.floor(first / TILE_WIDTH));
    let row = hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + 2 ** above);
    while (row.length > 1) row = levelAbove(row);
    return row[0] as Hash;
  }

  /** The hash of the leaves [low, high), where low is a multiple of the subtree's width. */
  async function range(low: number, high: number): Promise<Hash> {
    const width = high - low;
    const height = Math.ceil(Math.log2(width));
    if (width === 2 ** height) return node(height, low / width);
    const split = low + 2 ** (height - 1);
    return nodeHash(await range(low, split), await range(split, high));
  }

  return {
    leaf: (index: number) => node(0, index),
    /** An inclusion proof (RFC 9162, section 2.1.3.1), lowest sibling first. */
    proof: async (index: number): Promise<Hash[]> => {
      const siblings: Hash[] = [];
      let [low, high] = [0, size];
      while (high - low > 1) {
        const split = low + 2 ** (Math.ceil(Math.log2(high - low)) - 1);
        if (index < split) {
          siblings.unshift(await range(split, high));
          high = split;
        } else {
          siblings.unshift(await range(low, split));
          low = split;
        }
      }
      return siblings;
    },
  };
}
