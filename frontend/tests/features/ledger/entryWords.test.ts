import { expect, it } from "vitest";
import type { LedgerEntry } from "../../../src/api/documents";
import { entryWords, hashesToLeaf } from "../../../src/features/ledger/entryWords";

const entry = (kind: string, body: object | string): LedgerEntry => ({
  index: 7,
  kind,
  recorded_at: "2025-07-17T12:00:02Z",
  leaf_hash: "e".repeat(64),
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const SLOT = { horizon: "4h", cutoff: "2025-07-17T12:00:00Z" };

it.each([
  ["forecast", { slot: SLOT, model: { version: 3 } }, "4h-20250717T12Z, by model 3"],
  ["missed", { slot: SLOT, reason: "no candle" }, "4h-20250717T12Z: no candle"],
  ["schedule", { horizon: "7d", hours_utc: [0] }, "7d, 1 slots a day"],
  ["promotion", { model: { version: 2 }, role: "champion" }, "model 2 becomes champion"],
  ["new-kind", "not JSON", "new-kind"],
])("says what an entry of kind %s says", (kind, body, words) => {
  expect(entryWords(entry(kind, body)).what).toBe(words);
});

it("hashes the body behind a zero byte, and notices another", () => {
  const empty = entry("forecast", "");
  // SHA-256 of the single byte 0x00.
  empty.leaf_hash = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
  expect(hashesToLeaf(empty)).toBe(true);
  expect(hashesToLeaf({ ...empty, body: " " })).toBe(false);
});
