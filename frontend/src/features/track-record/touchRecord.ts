/** What came of prices that were given a chance to be touched: pure. */
import type { CameTrue } from "../../api/documents";
import {
  type Promised,
  type ReliabilityPoint,
  reliability,
} from "../../charts/reliability/reliabilityModel";
import { percent } from "../../lib/formatNumber";

export interface TouchRow extends Promised {
  asked: number;
}

/** A row for each chance that any price was given. */
export function touchRows({ chance, asked, came, low, high }: CameTrue): TouchRow[] {
  return chance.flatMap((level, at) => {
    const [all, count] = [asked[at] ?? 0, came[at] ?? 0];
    if (all === 0) return [];
    const [from, until] = [low[at] ?? null, high[at] ?? null];
    const interval = from === null || until === null ? null : { low: from, high: until };
    return [{ level, asked: all, count, share: String(count / all), interval }];
  });
}

/** Whether chances to be touched came true as often as they were given. */
export function touchesVerdict(rows: readonly TouchRow[]): string {
  const { points } = reliability(rows, 100, 100);
  if (points.every((point) => point.whisker === null)) {
    return "Whether prices were touched as often as said cannot be told yet.";
  }
  const off = points.filter((point) => point.off);
  if (off.length === 0) return "Prices were touched as often as said, within what chance allows.";
  const given = (found: readonly ReliabilityPoint[]) =>
    found.map(({ level }) => percent(level, 0)).join(", ");
  const more = given(off.filter(({ share, level }) => share > level));
  const less = given(off.filter(({ share, level }) => share < level));
  const lie =
    off.length === 1 ? "lies outside its 95% interval" : "lie outside their 95% intervals";
  const said = [`Of ${points.length} chances, ${off.length} ${lie}.`];
  if (more !== "") said.push(`Touched more often: prices given ${more}.`);
  if (less !== "") said.push(`Touched less often: prices given ${less}.`);
  return said.join(" ");
}
