/** Counts and shares. */

/** "1,440". */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** "1 forecast", "2 forecasts". */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** 0.793 → "79.3%". */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}%`;
}

/** 0.0123 → "+1.23%"; a true minus sign below zero. */
export function signedPercent(share: number): string {
  const text = `${Math.abs(100 * share).toFixed(2)}%`;
  if (text === "0.00%") return text;
  return share < 0 ? `−${text}` : `+${text}`;
}
