/** Signed notes and checkpoints (C2SP signed-note and tlog-checkpoint), by WebCrypto's Ed25519. */
import { Broken, Unchecked } from "./finding";
import { HASH_BYTES, type Hash, hex } from "./merkle";
import { sha256 } from "./sha256";

const ED25519 = 1;

export interface Key {
  name: string;
  /** Eight hex digits. */
  id: string;
  publicKey: Uint8Array<ArrayBuffer>;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Hash;
}

/** A key from `<name>+<8 hex digits>+<base64>`; Unchecked when it is none. */
export function parseKey(text: string): Key {
  const form = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  const [, name = "", id = "", encoded = ""] = form ?? [];
  const data = bytesOf(encoded);
  if (data?.length !== 1 + 32 || data[0] !== ED25519) {
    throw new Unchecked("the site's key is no Ed25519 verifier key");
  }
  const named = new Uint8Array([...new TextEncoder().encode(`${name}\n`), ...data]);
  if (hex(sha256(named)).slice(0, 8) !== id) throw new Unchecked("the site's key has another id");
  return { name, id, publicKey: data.slice(1) };
}

/** The note's signed text; Broken when the key has not signed it. */
export async function openNote(note: Uint8Array, key: Key): Promise<string> {
  const { text, signatures } = noteParts(note);
  const own = signatures.find((line) => line.name === key.name && line.id === key.id);
  if (own === undefined) {
    const said = signatures.map((line) => `${line.name}+${line.id}`).join(", ");
    throw new Broken("wrong-key", `signed by ${said}, not by ${key.name}+${key.id}`);
  }
  if (!(await isSigned(key, own.signature, new TextEncoder().encode(text)))) {
    throw new Broken("bad-signature", `the signature is not that of ${key.name} over this text`);
  }
  return text;
}

/** Origin, size and root of a note, whoever signed it; Broken when it is no checkpoint. */
export function parseCheckpoint(note: Uint8Array): Checkpoint {
  const [origin = "", size = "", encoded = ""] = noteParts(note).text.split("\n");
  const root = bytesOf(encoded);
  if (!/^(0|[1-9]\d{0,14})$/.test(size) || root?.length !== HASH_BYTES) {
    throw new Broken("bad-signature", "the checkpoint gives no origin, size and root");
  }
  return { origin, size: Number(size), root };
}

/** The checkpoint of a note that the key has signed; Broken otherwise. */
export async function signedCheckpoint(note: Uint8Array, key: Key): Promise<Checkpoint> {
  await openNote(note, key);
  const checkpoint = parseCheckpoint(note);
  if (checkpoint.origin !== key.name) {
    throw new Broken("wrong-key", `a checkpoint of ${checkpoint.origin}, by ${key.name}`);
  }
  return checkpoint;
}

function noteParts(note: Uint8Array) {
  const whole = new TextDecoder().decode(note);
  const end = whole.lastIndexOf("\n\n");
  if (end < 0 || !whole.endsWith("\n")) {
    throw new Broken("bad-signature", "the checkpoint is no signed note: no signature below it");
  }
  const signatures = whole
    .slice(end + 2, -1)
    .split("\n")
    .map((line) => {
      const [, name = "", encoded = ""] = /^— (\S+) (\S+)$/.exec(line) ?? [];
      const data = bytesOf(encoded);
      if (data === null || data.length < 5) {
        throw new Broken("bad-signature", "a line below the checkpoint is no signature");
      }
      return { name, id: hex(data.subarray(0, 4)), signature: data.slice(4) };
    });
  return { text: whole.slice(0, end + 1), signatures };
}

async function isSigned(
  key: Key,
  signature: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  // An insecure page has no crypto.subtle at all, an older browser no Ed25519.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  let imported: CryptoKey;
  try {
    if (subtle === undefined) throw new Error("no WebCrypto");
    imported = await subtle.importKey("raw", key.publicKey, "Ed25519", false, ["verify"]);
  } catch {
    throw new Unchecked(
      "this browser cannot check Ed25519 signatures here: it takes a current one, and https; " +
        "verify.py does the same anywhere",
    );
  }
  return subtle.verify("Ed25519", imported, signature, message);
}

/** The bytes of strict base64; null when it is not. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  if (
    !/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^[A-Za-z0-9+/]{2}==$/.test(
      text,
    )
  ) {
    return null;
  }
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
