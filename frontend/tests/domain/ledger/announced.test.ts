import { expect, it } from "vitest";
import type { LedgerEntry } from "../../../src/api/documents";
import { firstAnnounced } from "../../../src/domain/ledger/announced";
import { instantOf } from "../../../src/domain/units";

const entry = (index: number, kind: string, body: object): LedgerEntry => ({
  index,
  kind,
  recorded_at: "2025-05-18T23:00:00Z",
  leaf_hash: "0".repeat(64),
  body: JSON.stringify(body),
});

const ENTRIES = [
  entry(0, "promotion", { model: { version: 1 } }),
  entry(1, "schedule", { horizon: "1h", hours_utc: [3, 4], valid_from: "2025-05-19T01:00:00Z" }),
  entry(2, "schedule", { horizon: "7d", hours_utc: [0], valid_from: "2025-05-19T00:00:00Z" }),
];

it("begins at the first hour that was announced", () => {
  expect(firstAnnounced(ENTRIES, "1h")).toBe(instantOf("2025-05-19T03:00:00Z"));
  expect(firstAnnounced(ENTRIES, "7d")).toBe(instantOf("2025-05-19T00:00:00Z"));
});

it("is not known where nothing announces it", () => {
  expect(firstAnnounced(ENTRIES, "24h")).toBeNull();
});
