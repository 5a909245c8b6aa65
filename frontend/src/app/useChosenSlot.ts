import { useCallback, useEffect, useState } from "react";
import { type Horizon, horizonOf } from "../domain/horizon";
import { parseSlotId, type Slot, slotId } from "../domain/slot";
import type { Instant } from "../domain/units";

/** While a slider is dragged, its address is not written down at every step. */
const WRITTEN_AFTER_MS = 250;

interface Chosen {
  horizon: Horizon;
  /** Null: the newest whose outcome is known. */
  cutoff: Instant | null;
}

/** The slot in the address (`?slot=24h-20250717T00Z`), so that a link shows what its sender saw. */
export function useChosenSlot(): [Chosen, (slot: Chosen) => void] {
  const [chosen, setChosen] = useState(() => inAddress(window.location.search));
  useEffect(() => {
    const follow = () => setChosen(inAddress(window.location.search));
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => {
      window.history.replaceState(null, "", addressOf(chosen));
    }, WRITTEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [chosen]);
  const choose = useCallback((slot: Chosen) => setChosen(slot), []);
  return [chosen, choose];
}

function inAddress(search: string): Chosen {
  const named = parseSlotId(new URLSearchParams(search).get("slot") ?? "");
  return named ?? { horizon: horizonOf(search), cutoff: null };
}

function addressOf({ horizon, cutoff }: Chosen): URL {
  const address = new URL(window.location.href);
  const { searchParams } = address;
  const slot: Slot | null = cutoff === null ? null : { horizon, cutoff };
  searchParams.delete(slot ? "horizon" : "slot");
  if (slot) searchParams.set("slot", slotId(slot));
  else searchParams.set("horizon", horizon);
  return address;
}
