/** The whole record, checked: signature, root, tiles, a kept checkpoint, and what it means. */
import { differences } from "./differences";
import { factsOf } from "./facts";
import { Broken, type Finding, type FindingName, findingOf, Unchecked } from "./finding";
import { type Hash, isSame, rootAt, treeLevels } from "./merkle";
import { type Checkpoint, type Key, signedCheckpoint } from "./note";
import { Rules } from "./rules";
import {
  type Read,
  readBundle,
  readTile,
  TILE_HEIGHT,
  TILE_WIDTH,
  tileCounts,
  tilePath,
  tileWidths,
} from "./tiles";

/** How far it has come. */
export type Progress = (done: number, of: number) => void;

export interface Verdict {
  /** Empty when everything holds. */
  findings: Finding[];
  checkpoint: Checkpoint;
  /** Entries by kind. */
  counts: ReadonlyMap<string, number>;
  /** The newest slot's cutoff, in seconds since 1970. */
  newestCutoff: number;
}

/** Reads and checks all of it; Unchecked where a file is missing. */
export async function verifyRecord(
  read: Read,
  key: Key,
  progress: Progress = () => undefined,
  kept: readonly Uint8Array[] = [],
): Promise<Verdict> {
  const note = await read("checkpoint");
  if (note === null) throw new Unchecked("the site publishes no checkpoint yet");
  // A size that nobody signed is not worth a look at what it counts.
  const checkpoint = await signedCheckpoint(note, key);
  const { size } = checkpoint;
  const findings: Finding[] = [];
  const rules = new Rules();
  // Whoever signs for more entries than he has is found out by the last of them.
  const last = Math.ceil(size / TILE_WIDTH) - 1;
  if (size > 0) await readBundle(read, last, size - last * TILE_WIDTH);
  const leaves = await readEntries(read, size, rules, findings, progress);
  const levels = treeLevels(leaves);
  const { differing, signed } = await comparedWithRoot(read, checkpoint, levels);
  findings.push(...differing);
  for (const old of kept) {
    findings.push(...(await comparedWithKept(old, key, checkpoint, signed)));
  }
  // Where the tiles tell which entries nobody signed, that says it all.
  if (signed === null || signed === levels) findings.push(...rules.findings);
  return { findings, checkpoint, counts: rules.counts, newestCutoff: rules.newestCutoff };
}

async function readEntries(
  read: Read,
  size: number,
  rules: Rules,
  findings: Finding[],
  progress: Progress,
): Promise<Hash[]> {
  const leaves: Hash[] = [];
  for (const { number, width } of tileWidths(size)) {
    const { bodies, whole } = await readBundle(read, number, width);
    if (!whole) {
      const text = `${tilePath("entries", number, width)} ends in the middle of an entry`;
      findings.push({ name: "truncated", text, index: null });
    }
    for (const body of bodies) {
      const facts = factsOf(body);
      rules.feed(leaves.length, facts);
      leaves.push(facts.leaf);
    }
    progress(leaves.length, size);
  }
  rules.finish();
  return leaves;
}

type Levels = readonly (readonly Hash[])[];

/** What of the entries or tiles is not what was signed, and the tree that was; null if unknown. */
async function comparedWithRoot(
  read: Read,
  { size, root }: Checkpoint,
  levels: Levels,
): Promise<{ differing: Finding[]; signed: Levels | null }> {
  const leaves = levels[0] ?? [];
  const right = leaves.length === size && isSame(rootAt(levels, size), root);
  const findings: Finding[] = [];
  const tiles: Hash[] = [];
  for (const [level, count] of tileCounts(size).entries()) {
    for (const { number, width } of tileWidths(count)) {
      const path = tilePath(level, number, width);
      const hashes = await readTile(read, level, number, width).catch((error: unknown) => {
        findings.push(findingOf(error));
        return null;
      });
      if (level === 0 && hashes !== null) tiles.push(...hashes);
      if (!right || hashes === null) continue;
      const low = number * TILE_WIDTH;
      const computed = levels[level * TILE_HEIGHT] ?? [];
      if (hashes.every((hash, i) => isSame(hash, computed[low + i]))) continue;
      const text = `${path} is not what the entries hash to`;
      findings.push({ name: "tile-disagrees", text, index: null });
    }
  }
  if (right) return { differing: findings, signed: levels };
  const signed = treeLevels(tiles);
  if (tiles.length === size && isSame(rootAt(signed, size), root)) {
    return { differing: [...findings, ...differences(tiles, leaves)], signed };
  }
  let name: FindingName = "changed";
  let text = "the entries do not hash to the signed root, and neither do the tiles";
  if (leaves.length !== size) {
    text = `${size} entries signed, ${leaves.length} here`;
    name = leaves.length < size ? "dropped" : "inserted";
  }
  return { differing: [...findings, { name, text, index: null }], signed: null };
}

/** What an earlier checkpoint says against this record. */
async function comparedWithKept(
  note: Uint8Array,
  key: Key,
  { size }: Checkpoint,
  signed: Levels | null,
): Promise<Finding[]> {
  try {
    const old = await signedCheckpoint(note, key);
    if (old.size > size) {
      throw new Broken("dropped", `${old.size} entries were signed earlier, and now only ${size}`);
    }
    // Where it is not known what was signed now, no other history can be told from it.
    if (signed !== null && !isSame(rootAt(signed, old.size), old.root)) {
      const text = `the first ${old.size} entries are not those that were signed earlier`;
      throw new Broken("forked", text);
    }
    return [];
  } catch (error) {
    return [findingOf(error)];
  }
}
