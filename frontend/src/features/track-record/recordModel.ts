/** What the record page takes from its documents, in the types it works with. */
import type { Calibration, Models } from "../../api/documents";
import type { Horizon } from "../../domain/horizon";
import { type Instant, instantOf, type Probability, probabilityOf } from "../../domain/units";
import { percent } from "../../lib/formatNumber";
import { shortTime } from "../../lib/formatTime";

export interface RecordDots {
  cutoffs: Instant[];
  pits: Probability[];
  missed: Instant[];
}

/** The columns of the document, as numbers. */
export function recordDots({ scored, missed }: Calibration): RecordDots {
  return {
    cutoffs: scored.cutoffs.map(instantOf),
    pits: scored.pit.map(probabilityOf),
    missed: missed.map(instantOf),
  };
}

/** The slot's name: "24h-20250717T12Z". */
export function slotId(horizon: Horizon, cutoff: Instant): string {
  return `${horizon}-${new Date(cutoff).toISOString().slice(0, 13).replaceAll("-", "")}Z`;
}

/** Which forecasts lie in a bin of the PIT, newest first; the last bin holds a PIT of 1. */
export function membersOf(pits: readonly number[], bin: number, bins = 10): number[] {
  return pits
    .flatMap((pit, index) => (Math.min(Math.floor(pit * bins), bins - 1) === bin ? [index] : []))
    .reverse();
}

/** Where an outcome fell: "17 Jul, 12:00 UTC: at 63% of the forecast, inside the 80% interval". */
export function dotText(cutoff: Instant, pit: number): string {
  const at = `made ${shortTime(cutoff)} UTC: the outcome came at ${percent(pit, 0)} of the forecast`;
  if (pit < 0.1) return `${at}, below the 80% interval`;
  return pit > 0.9 ? `${at}, above the 80% interval` : `${at}, inside the 80% interval`;
}

export interface ModelChange {
  at: Instant;
  version: number;
  label: string;
}

/** When each champion began to speak, oldest first. */
export function modelChanges({ promotions }: Models): ModelChange[] {
  return promotions
    .filter(({ role }) => role === "champion")
    .map(({ recorded_at, version }) => ({
      at: instantOf(recorded_at),
      version,
      label: `model ${version}`,
    }))
    .sort((one, other) => one.at - other.at);
}

/** "77.1% to 83.9%", or that it cannot be told. */
export function rangeText(interval: { low: string; high: string } | null): string {
  if (interval === null) return "cannot be told yet";
  return `${percent(Number(interval.low))} to ${percent(Number(interval.high))}`;
}
