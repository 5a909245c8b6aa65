/** What was read for a verification, as a folder that `verify.py check` reads: in a tar file. */
import type { Read } from "../../domain/ledger/tiles";

const BLOCK = 512;
const NAME_BYTES = 100;
const FOLDER = "record";

/** Reads, and keeps what was read. */
export function keeping(read: Read): { read: Read; files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: async (path) => {
      const data = await read(path);
      if (data !== null) files.set(path, data);
      return data;
    },
  };
}

/** The parts of a tar file (ustar) of these files, in their order; RangeError for a long name. */
export function tarOf(files: ReadonlyMap<string, Uint8Array>, secondsNow: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (const [path, data] of files) {
    parts.push(header(`${FOLDER}/${path}`, data.length, secondsNow), data);
    parts.push(new Uint8Array((BLOCK - (data.length % BLOCK)) % BLOCK));
  }
  return [...parts, new Uint8Array(2 * BLOCK)];
}

function header(name: string, size: number, secondsNow: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => block.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  if (name.length > NAME_BYTES) throw new RangeError(`${name} is too long for a tar file`);
  put(0, name);
  put(100, "0000644\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, octal(size, 11));
  put(136, octal(Math.floor(secondsNow), 11));
  // The checksum is taken with blanks where it will stand.
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\x0000");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return block;
}
