/** One forecast, proved by a few tiles. */
import { cutoffOf, factsOf, shown } from "./facts";
import { Broken, demand, Unchecked } from "./finding";
import { type Hash, isIncluded } from "./merkle";
import { type Checkpoint, type Key, signedCheckpoint } from "./note";
import { type Read, readBundle, TILE_WIDTH, tilePath, treeOf } from "./tiles";

export interface Proved {
  index: number;
  checkpoint: Checkpoint;
  leaf: Hash;
  proof: readonly Hash[];
  /** Seconds since 1970; null when the slot was missed. */
  issuedAt: number | null;
}

/** Proves a forecast by its public id; Broken or Unchecked when it cannot be. */
export async function verifyForecast(read: Read, key: Key, id: string): Promise<Proved> {
  const note = await read("checkpoint");
  if (note === null) throw new Unchecked("the site publishes no checkpoint yet");
  const checkpoint = await signedCheckpoint(note, key);
  const { size, root } = checkpoint;
  const { index, body } = await find(read, size, id);
  const facts = factsOf(body);
  const tree = treeOf(read, size);
  const proof = await tree.proof(index);
  if (!isIncluded(facts.leaf, index, size, proof, root)) {
    const tile = await tree.leaf(index);
    demand(
      !isIncluded(tile, index, size, proof, root),
      `entry ${index} is not the one that was signed`,
      "changed",
    );
    throw new Broken("tile-disagrees", "the tiles do not lead to the signed root");
  }
  if (facts.problem !== null) throw new Broken(facts.problem.name, facts.problem.text);
  const issuedAt = facts.kind === "forecast" ? facts.at : null;
  return { index, checkpoint, leaf: facts.leaf, proof, issuedAt };
}

/** A slot's entry, by halving: cutoffs grow along the record. */
async function find(read: Read, size: number, id: string) {
  const cutoff = cutoffOf(id);
  if (Number.isNaN(cutoff)) throw new Unchecked(`${id} is no forecast's id`);
  const bundles = new Map<number, Promise<{ body: Uint8Array; id: string; cutoff: number }[]>>();
  const entries = (number: number) => {
    const kept = bundles.get(number) ?? readSlots(read, number, size);
    bundles.set(number, kept);
    return kept;
  };
  const newest = async (number: number) =>
    (await entries(number)).reduce((most, one) => Math.max(most, one.cutoff), 0);

  let [low, high] = [0, Math.max(0, Math.ceil(size / TILE_WIDTH) - 1)];
  const last = high;
  const end = size === 0 ? 0 : await newest(high);
  if (cutoff > end) {
    throw new Unchecked(`${id} is not in the signed record yet; it ends at ${shown(end)}`);
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await newest(middle)) >= cutoff) high = middle;
    else low = middle + 1;
  }
  for (let number = low; number <= Math.min(low + 2, last); number++) {
    const bundle = await entries(number);
    const at = bundle.findIndex((one) => one.id === id);
    const entry = bundle[at];
    if (entry !== undefined) return { index: number * TILE_WIDTH + at, body: entry.body };
  }
  throw new Broken("dropped", `${id} is not in the record; was that slot announced?`);
}

async function readSlots(read: Read, number: number, size: number) {
  const width = Math.min(TILE_WIDTH, size - number * TILE_WIDTH);
  const path = tilePath("entries", number, width);
  const { bodies, whole } = await readBundle(read, number, width);
  demand(whole, `${path} ends in the middle of an entry`, "truncated");
  demand(bodies.length === width, `${path} holds ${bodies.length} entries`, "dropped");
  return bodies.map((body) => {
    const { slot } = factsOf(body);
    return { body, id: slot?.id ?? "", cutoff: slot?.cutoff ?? 0 };
  });
}
