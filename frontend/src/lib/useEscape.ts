import { useEffect } from "react";

/** Calls `close` on Escape; null while nothing is open. */
export function useEscape(close: (() => void) | null): void {
  useEffect(() => {
    if (close === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") close();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [close]);
}
