import { useEffect, useState } from "react";

/** The value once it has stayed the same for so long. */
export function useDebounced<T>(value: T, ms: number): T {
  const [kept, keep] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => keep(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return kept;
}
