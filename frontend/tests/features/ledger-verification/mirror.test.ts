import { describe, expect, it } from "vitest";
import { KEY_PATH } from "../../../src/api/ledgerFiles";
import { tarOf } from "../../../src/features/ledger-verification/mirror";
import { tampered } from "../../../src/features/ledger-verification/tampering";
import { verification } from "../../../src/features/ledger-verification/verification";
import { reading, SAMPLE } from "../../fixtures/ledger";

const NOTHING = () => undefined;
const published = (files: Record<string, string> = {}) =>
  reading({ [KEY_PATH]: btoa(SAMPLE.key), ...files });

describe("a copy to keep", () => {
  it("holds every file that was verified, and the key", async () => {
    expect(Object.keys(SAMPLE.files)).toContain("key");
    const { verdict, copy } = await verification({ kind: "mirror" }, published(), NOTHING);
    expect(verdict).toBe("holds");
    const tar = new Uint8Array((await copy?.arrayBuffer()) ?? new ArrayBuffer());
    expect(tar.length % 512).toBe(0);
    expect(namesIn(tar).sort()).toEqual(
      Object.keys(SAMPLE.files)
        .map((path) => `record/${path}`)
        .sort(),
    );
  });

  it("is not made of a record that does not hold", async () => {
    const read = tampered(published());
    const { verdict, copy } = await verification({ kind: "mirror" }, read, NOTHING);
    expect([verdict, copy]).toEqual(["broken", undefined]);
  });

  it("refuses a name that a tar file cannot hold", () => {
    expect(() => tarOf(new Map([["x".repeat(99), new Uint8Array()]]), 0)).toThrow(RangeError);
  });
});

describe("what is done to a record", () => {
  it.each([
    ["digit", "changed"],
    ["dropped", "dropped"],
    ["swapped", "reordered"],
    ["root", "bad-signature"],
  ] as const)("is noticed and named: %s", async (how, name) => {
    const outcome = await verification({ kind: "tampered", how }, published(), NOTHING);
    expect(outcome.sentence).toBe(`The record does not hold: ${name}.`);
  });
});

/** The names of a tar file's entries. */
function namesIn(tar: Uint8Array): string[] {
  const text = (from: number, length: number) =>
    new TextDecoder().decode(tar.subarray(from, from + length)).replace(/\0.*$/s, "");
  const names: string[] = [];
  for (let at = 0; at < tar.length && tar[at] !== 0; ) {
    names.push(text(at, 100));
    at += 512 * (1 + Math.ceil(Number.parseInt(text(at + 124, 12), 8) / 512));
  }
  return names;
}
