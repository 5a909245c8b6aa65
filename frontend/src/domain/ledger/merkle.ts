/** The Merkle tree of RFC 9162, section 2.1. */
import { sha256 } from "./sha256";

export const HASH_BYTES = 32;

export type Hash = Uint8Array;

/** The hash of an entry. */
export function leafHash(body: Uint8Array): Hash {
  const input = new Uint8Array(1 + body.length);
  input.set(body, 1);
  return sha256(input);
}

const pair = new Uint8Array(1 + 2 * HASH_BYTES);
pair[0] = 1;

/** The hash of two subtrees. */
export function nodeHash(left: Hash, right: Hash): Hash {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

/** The complete nodes one level up; an odd one out waits for its sibling. */
export function levelAbove(hashes: readonly Hash[]): Hash[] {
  const above: Hash[] = [];
  for (let i = 0; i + 1 < hashes.length; i += 2) {
    above.push(nodeHash(hashes[i] as Hash, hashes[i + 1] as Hash));
  }
  return above;
}

/** Every complete node of the tree, level by level, leaves first. */
export function treeLevels(leaves: readonly Hash[]): Hash[][] {
  let level = [...leaves];
  const levels = [level];
  while (level.length > 1) {
    level = levelAbove(level);
    levels.push(level);
  }
  return levels;
}

/** The root of the tree's first `size` leaves, from complete nodes alone. */
export function rootAt(levels: readonly (readonly Hash[])[], size: number): Hash {
  let root: Hash | null = null;
  for (const [height, nodes] of levels.entries()) {
    const count = Math.floor(size / 2 ** height);
    if (count % 2 === 0) continue;
    const node = nodes[count - 1] as Hash;
    root = root === null ? node : nodeHash(node, root);
  }
  return root ?? sha256(new Uint8Array());
}

/** Whether an inclusion proof leads from the leaf to the root (section 2.1.3.2). */
export function isIncluded(
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (index >= size) return false;
  let [first, last, node] = [index, size - 1, leaf];
  const rise = () => {
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
  };
  for (const sibling of proof) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      node = nodeHash(sibling, node);
      while (first % 2 === 0 && first !== 0) rise();
    } else {
      node = nodeHash(node, sibling);
    }
    rise();
  }
  return last === 0 && isSame(node, root);
}

/** Whether two hashes are the same. */
export function isSame(one: Hash | undefined, other: Hash | undefined): boolean {
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** Lower-case hex. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
