import { useState } from "react";

/** The value as it was when last settled: what changes on the way to an answer is not shown. */
export function useSettled<T>(value: T, settled: boolean): T {
  const [kept, keep] = useState(value);
  if (settled && !Object.is(kept, value)) keep(value);
  return settled ? value : kept;
}
