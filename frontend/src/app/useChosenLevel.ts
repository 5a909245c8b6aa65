import { useCallback, useEffect, useRef, useState } from "react";
import type { Price } from "../domain/units";

/** While the level is dragged, its address is not written down at every step. */
const WRITTEN_AFTER_MS = 250;

/** The price in the address (`?level=62000`), so that a link shows what its sender asked. */
export function useChosenLevel(): [Price | null, (level: Price) => void] {
  const [chosen, setChosen] = useState(() => levelIn(window.location.search));
  const timer = useRef(0);
  useEffect(() => {
    const follow = () => setChosen(levelIn(window.location.search));
    window.addEventListener("popstate", follow);
    return () => {
      window.removeEventListener("popstate", follow);
      clearTimeout(timer.current);
    };
  }, []);
  const choose = useCallback((level: Price) => {
    setChosen(level);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const address = new URL(window.location.href);
      address.searchParams.set("level", String(level));
      window.history.replaceState(null, "", address);
    }, WRITTEN_AFTER_MS);
  }, []);
  return [chosen, choose];
}

function levelIn(search: string): Price | null {
  const text = new URLSearchParams(search).get("level") ?? "";
  const value = /^\d{1,9}(\.\d{1,2})?$/.test(text) ? Number(text) : 0;
  return value > 0 ? (value as Price) : null;
}
