/** What differs from the signed record, by its hashes. */
import type { Finding } from "./finding";
import { type Hash, hex } from "./merkle";

/** How the entries found differ from the signed ones; they do differ. */
export function differences(signed: readonly Hash[], found: readonly Hash[]): Finding[] {
  const [right, wrong] = [signed.map(hex), found.map(hex)];
  const missing = without(right, wrong);
  const extra = without(wrong, right);
  const findings: Finding[] = [];
  if (right.length === wrong.length) {
    for (const [index, leaf] of right.entries()) {
      const other = wrong[index] as string;
      if (!missing.has(leaf) || !extra.has(other)) continue;
      const text = "it is not the entry that was signed";
      findings.push({ name: "changed", text, index });
      take(missing, leaf);
      take(extra, other);
    }
  }
  for (const [index, leaf] of right.entries()) {
    if (!take(missing, leaf)) continue;
    findings.push({ name: "dropped", text: "the entry that was signed here is gone", index });
  }
  for (let index = wrong.length - 1; index >= 0; index--) {
    if (!take(extra, wrong[index] as string)) continue; // of two alike the later one was put in
    findings.push({ name: "inserted", text: "this entry was never signed here", index });
  }
  if (findings.length > 0) return findings;
  const index = right.findIndex((leaf, i) => leaf !== wrong[i]);
  return [{ name: "reordered", text: "the signed entries, in another order", index }];
}

/** How many of each are left of some after others are taken away. */
function without(some: readonly string[], others: readonly string[]): Map<string, number> {
  const left = new Map<string, number>();
  for (const one of some) left.set(one, (left.get(one) ?? 0) + 1);
  for (const one of others) take(left, one);
  return left;
}

function take(counts: Map<string, number>, one: string): boolean {
  const count = counts.get(one) ?? 0;
  if (count > 1) counts.set(one, count - 1);
  else counts.delete(one);
  return count > 0;
}
