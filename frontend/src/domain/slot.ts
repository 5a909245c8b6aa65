/** Slots: a horizon and a cutoff, at an even pace from the first that was announced. */
import { HORIZON_FACTS, HORIZONS, type Horizon } from "./horizon";
import { HOUR_MS, type Instant, later } from "./units";

export interface Slot {
  horizon: Horizon;
  cutoff: Instant;
}

/** The slots of a horizon from the first to the last, both included. */
export interface SlotSpan {
  horizon: Horizon;
  first: Instant;
  last: Instant;
}

/** So many slots are looked at together: a week of hourly ones. */
export const WINDOW_SLOTS = 168;

const paceMs = (horizon: Horizon) => HORIZON_FACTS[horizon].cadenceHours * HOUR_MS;

/** The public id, e.g. `24h-20250717T00Z`. */
export function slotId({ horizon, cutoff }: Slot): string {
  return `${horizon}-${new Date(cutoff).toISOString().replaceAll("-", "").slice(0, 11)}Z`;
}

/** The slot that a public id names; null when it names none. */
export function parseSlotId(text: string): Slot | null {
  const [, named, year, month, day, hour] =
    /^(\w+)-(\d{4})(\d\d)(\d\d)T(\d\d)Z$/.exec(text.trim()) ?? [];
  const cutoff = Date.parse(`${year}-${month}-${day}T${hour}:00:00Z`);
  const horizon = HORIZONS.find((one) => one === named);
  return horizon === undefined || Number.isNaN(cutoff)
    ? null
    : { horizon, cutoff: cutoff as Instant };
}

/** When the outcome of a slot is known. */
export function targetOf({ horizon, cutoff }: Slot): Instant {
  return later(cutoff, HORIZON_FACTS[horizon].hours * HOUR_MS);
}

/** How many slots after the first the last one stands. */
export function stepsOf({ horizon, first, last }: SlotSpan): number {
  return Math.max(0, Math.round((last - first) / paceMs(horizon)));
}

/** The place of a cutoff among the slots of a span, brought inside it. */
export function stepOf(span: SlotSpan, cutoff: Instant): number {
  const step = Math.round((cutoff - span.first) / paceMs(span.horizon));
  return Math.min(stepsOf(span), Math.max(0, step));
}

/** The cutoff so many slots after the first. */
export function cutoffAt({ horizon, first }: SlotSpan, step: number): Instant {
  return later(first, step * paceMs(horizon));
}

/** The slot of a horizon at a cutoff, or the one before where it has none then. */
export function slotAtOrBefore(horizon: Horizon, cutoff: Instant): Slot {
  return { horizon, cutoff: (Math.floor(cutoff / paceMs(horizon)) * paceMs(horizon)) as Instant };
}

/** First and last cutoff of those looked at together with one; the same for all of them. */
export function windowAround({ horizon, cutoff }: Slot): { from: Instant; until: Instant } {
  const pace = paceMs(horizon);
  const from = (Math.floor(cutoff / (WINDOW_SLOTS * pace)) * WINDOW_SLOTS * pace) as Instant;
  return { from, until: later(from, (WINDOW_SLOTS - 1) * pace) };
}
