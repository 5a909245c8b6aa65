import { describe, expect, it } from "vitest";
import { Broken } from "../../../src/domain/ledger/finding";
import { hex, isIncluded, leafHash, rootAt, treeLevels } from "../../../src/domain/ledger/merkle";
import { openNote, parseKey } from "../../../src/domain/ledger/note";
import { sha256 } from "../../../src/domain/ledger/sha256";
import { tileCounts, tilePath, tileWidths, treeOf } from "../../../src/domain/ledger/tiles";
import { fromHex, golden } from "../../fixtures/ledger";

const encode = (text: string) => new TextEncoder().encode(text);

describe("SHA-256", () => {
  it("is WebCrypto's at every length around its blocks", async () => {
    for (let length = 0; length < 200; length++) {
      const input = Uint8Array.from({ length }, (_, i) => (i * 37 + length) % 256);
      const expected = new Uint8Array(await crypto.subtle.digest("SHA-256", input));
      expect(hex(sha256(input))).toBe(hex(expected));
    }
  });

  it("reads a view on a part of a buffer", () => {
    const all = encode("xxabcxx");
    expect(hex(sha256(all.subarray(2, 5)))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});

describe("the Merkle tree", () => {
  const { inputs, roots } = golden<{ inputs: string[]; roots: string[] }>("merkle");

  it("has the roots of Certificate Transparency", () => {
    const levels = treeLevels(inputs.map((input) => leafHash(fromHex(input))));
    expect(roots.map((_, size) => hex(rootAt(levels, size)))).toEqual(roots);
  });

  it.each([1, 2, 3, 255, 256, 257, 511, 700, 1300])(
    "of %i entries proves each by its tiles alone",
    async (size) => {
      const leaves = Array.from({ length: size }, (_, i) => leafHash(encode(`${i}`)));
      const levels = treeLevels(leaves);
      const files = new Map<string, Uint8Array>();
      for (const [level, count] of tileCounts(size).entries()) {
        for (const { number, width } of tileWidths(count)) {
          const hashes = (levels[8 * level] ?? []).slice(256 * number, 256 * number + width);
          files.set(tilePath(level, number, width), Uint8Array.from(hashes.flatMap((h) => [...h])));
        }
      }
      const root = rootAt(levels, size);
      const tree = treeOf(async (path) => files.get(path) ?? null, size);
      for (const index of new Set([0, 1, 254, 255, 256, 600, size - 2, size - 1])) {
        if (index < 0 || index >= size) continue;
        const proof = await tree.proof(index);
        expect(isIncluded(leaves[index] as Uint8Array, index, size, proof, root)).toBe(true);
        expect(isIncluded(leafHash(encode("x")), index, size, proof, root)).toBe(false);
      }
    },
  );

  it.each([
    [0, 0, 256, "tile/0/000"],
    ["entries", 1234067, 256, "tile/entries/x001/x234/067"],
    [2, 1000, 1, "tile/2/x001/000.p/1"],
  ] as const)("finds tile %s %i %i at %s", (level, number, width, path) => {
    expect(tilePath(level, number, width)).toBe(path);
  });
});

describe("a signed note", () => {
  const { key, text, signature_line } = golden<Record<string, string>>("note");
  const note = `${text}\n${signature_line}`;

  it("opens with the key of the specification's example", async () => {
    expect(await openNote(encode(note), parseKey(key as string))).toBe(text);
  });

  it("does not open when a letter was changed", async () => {
    const changed = openNote(encode(note.replace("answer", "Answer")), parseKey(key as string));
    await expect(changed).rejects.toThrow(Broken);
  });

  it.each([
    "",
    "name",
    "name+00000000+AQ==",
    "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  ])("is not opened by what is no key: %s", (wrong) => {
    expect(() => parseKey(wrong)).toThrow("key");
  });
});
