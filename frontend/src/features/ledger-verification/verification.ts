/** What the panel asks of its worker, and what comes of it in one sentence. */
import { ApiError } from "../../api/client";
import { KEY_PATH } from "../../api/ledgerFiles";
import { shown, slotIssuedAfter } from "../../domain/ledger/facts";
import { Broken, type Finding, Unchecked } from "../../domain/ledger/finding";
import { hex } from "../../domain/ledger/merkle";
import { type Key, parseKey } from "../../domain/ledger/note";
import type { Read } from "../../domain/ledger/tiles";
import { verifyForecast } from "../../domain/ledger/verifyForecast";
import { type Progress, verifyRecord } from "../../domain/ledger/verifyRecord";
import { SECOND_MS } from "../../domain/units";
import { count, counted } from "../../lib/formatNumber";
import { keeping, tarOf } from "./mirror";
import { type Tampering, tampered } from "./tampering";

export const FINDINGS_SHOWN_MAX = 5;

export type Task =
  | { kind: "record" }
  | { kind: "forecast"; id: string }
  /** The whole record, and a copy of what was read. */
  | { kind: "mirror" }
  /** The whole record with something done to it, to see that it is noticed. */
  | { kind: "tampered"; how?: Tampering };

export interface Outcome {
  verdict: "holds" | "broken" | "unchecked";
  sentence: string;
  details: string[];
  /** Where it could not be checked: the number of the request that failed. */
  traceId?: string | null;
  /** The copy, where one was asked for and holds. */
  copy?: Blob;
}

/** Does it, and never fails: what could not be checked is an outcome too. */
export async function verification(task: Task, read: Read, progress: Progress): Promise<Outcome> {
  try {
    const key = await keyOf(read);
    if (task.kind === "forecast") return await forecastOutcome(read, key, task.id);
    if (task.kind === "mirror") return await mirrorOutcome(read, key, progress);
    const files = task.kind === "record" ? read : tampered(read, task.how);
    return await recordOutcome(files, key, progress);
  } catch (error) {
    if (error instanceof Broken) {
      return broken([{ name: error.finding, text: error.message, index: null }]);
    }
    const reason = error instanceof Error ? error.message : String(error);
    const traceId = error instanceof ApiError ? error.traceId : null;
    const sentence = `Could not be checked: ${reason}.`;
    return { verdict: "unchecked", sentence, details: [], traceId };
  }
}

async function keyOf(read: Read): Promise<Key> {
  const text = await read(KEY_PATH);
  if (text === null) throw new Unchecked("the site publishes no key to check signatures with yet");
  return parseKey(new TextDecoder().decode(text));
}

async function forecastOutcome(read: Read, key: Key, id: string): Promise<Outcome> {
  const { index, checkpoint, leaf, proof, issuedAt } = await verifyForecast(read, key, id);
  const said =
    issuedAt === null
      ? "a slot on record as missed"
      : `issued ${slotIssuedAfter(id, issuedAt)} s after its cutoff`;
  return {
    verdict: "holds",
    sentence: `${id} is on record: entry ${count(index)} of ${count(checkpoint.size)} signed ones, ${said}.`,
    details: [
      `leaf hash ${hex(leaf)}`,
      `${counted(proof.length, "hash").replace(/hashs$/, "hashes")} up to the signed root ${hex(checkpoint.root)}`,
      `signed by ${key.name}+${key.id}`,
    ],
  };
}

async function recordOutcome(read: Read, key: Key, progress: Progress): Promise<Outcome> {
  const { findings, checkpoint, counts, newestCutoff } = await verifyRecord(read, key, progress);
  if (findings.length > 0) return broken(findings);
  const kinds = [...counts]
    .map(([kind, number]) =>
      kind === "missed" ? `${count(number)} missed` : counted(number, kind),
    )
    .sort();
  return {
    verdict: "holds",
    sentence:
      `All ${count(checkpoint.size)} entries hold: what was signed is what is here, and every ` +
      `announced slot up to ${shown(newestCutoff)} is settled once, in order and in time.`,
    details: [kinds.join(", "), `root ${hex(checkpoint.root)}`, `signed by ${key.name}+${key.id}`],
  };
}

async function mirrorOutcome(read: Read, key: Key, progress: Progress): Promise<Outcome> {
  const kept = keeping(read);
  const outcome = await recordOutcome(kept.read, key, progress);
  if (outcome.verdict !== "holds") return outcome;
  const text = await read(KEY_PATH);
  if (text !== null) kept.files.set("key", text);
  const parts = tarOf(kept.files, Date.now() / SECOND_MS) as Uint8Array<ArrayBuffer>[];
  return { ...outcome, copy: new Blob(parts, { type: "application/x-tar" }) };
}

function broken(findings: readonly Finding[]): Outcome {
  const names = [...new Set(findings.map((finding) => finding.name))].join(", ");
  const lines = findings.slice(0, FINDINGS_SHOWN_MAX).map(({ name, text, index }) => {
    return `${name}: ${index === null ? "" : `entry ${count(index)}: `}${text}`;
  });
  const rest = findings.length - lines.length;
  return {
    verdict: "broken",
    sentence: `The record does not hold: ${names}.`,
    details: rest > 0 ? [...lines, `… and ${count(rest)} more`] : lines,
  };
}
