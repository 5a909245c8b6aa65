/** What an entry says, in a line. */
import type { LedgerEntry } from "../../api/documents";
import type { Horizon } from "../../domain/horizon";
import { leafHash } from "../../domain/ledger/merkle";
import { slotId } from "../../domain/slot";
import { instantOf } from "../../domain/units";

interface Body {
  slot?: { horizon: Horizon; cutoff: string };
  horizon?: string;
  hours_utc?: number[];
  model?: { version: number };
  role?: string;
  reason?: string;
}

export interface EntryWords {
  what: string;
  /** The slot it settles; null where it settles none. */
  slot: string | null;
}

/** A line for an entry; its kind alone where it cannot be read. */
export function entryWords({ kind, body }: LedgerEntry): EntryWords {
  const said = bodyOf(body);
  const slot = said.slot
    ? slotId({ horizon: said.slot.horizon, cutoff: instantOf(said.slot.cutoff) })
    : null;
  switch (kind) {
    case "forecast":
      return { what: `${slot}, by model ${said.model?.version ?? "?"}`, slot };
    case "missed":
      return { what: `${slot}: ${said.reason ?? "no reason given"}`, slot };
    case "schedule":
      return { what: `${said.horizon}, ${said.hours_utc?.length ?? 0} slots a day`, slot };
    case "promotion":
      return { what: `model ${said.model?.version ?? "?"} becomes ${said.role ?? "?"}`, slot };
    default:
      return { what: kind, slot };
  }
}

function bodyOf(body: string): Body {
  try {
    return JSON.parse(body) as Body;
  } catch {
    return {};
  }
}

/** Whether the entry hashes to its leaf, computed here: SHA-256(0x00 ‖ body). */
export function hashesToLeaf({ body, leaf_hash }: LedgerEntry): boolean {
  const hash = leafHash(new TextEncoder().encode(body));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("") === leaf_hash;
}
