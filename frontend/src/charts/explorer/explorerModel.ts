/** From candles and a forecast to the hours of the explorer, and each hour in words. */
import type { CandleRow, ForecastRecord } from "../../api/documents";
import { centralInterval } from "../../domain/interval";
import { HOUR_MS, type Instant, instantOf, later, type Price, priceOf } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import { clockTime, weekdayTime } from "../../lib/formatTime";

export interface Ohlc {
  open: Price;
  high: Price;
  low: Price;
  close: Price;
}

export interface Hour {
  opens: Instant;
  /** Null where there is no candle: a gap, or an hour to come. */
  candle: Ohlc | null;
}

/**
 * Every hour from the oldest candle to the end of the forecast, gaps among them, so that an hour
 * is as wide as any other and the place of an instant follows from the first.
 */
export function hoursOf(candles: readonly CandleRow[], record: ForecastRecord | null): Hour[] {
  const known = new Map(candles.map((one) => [instantOf(one.open_time), ohlcOf(one)]));
  const opens = [...known.keys()];
  const target = record ? [instantOf(record.slot.target)] : [];
  const [first] = opens;
  if (first === undefined) return [];
  const last = Math.max(...opens.slice(-1), ...target);
  return Array.from({ length: Math.round((last - first) / HOUR_MS) + 1 }, (_, index) => {
    const at = later(first, index * HOUR_MS);
    return { opens: at, candle: known.get(at) ?? null };
  });
}

function ohlcOf(candle: CandleRow): Ohlc {
  return {
    open: priceOf(candle.open),
    high: priceOf(candle.high),
    low: priceOf(candle.low),
    close: priceOf(candle.close),
  };
}

/** Where an instant lies, in hours after the first: between two of them where it is no full hour. */
export function placeOf(hours: readonly Hour[], at: Instant): number {
  const [first] = hours;
  return first === undefined ? 0 : (at - first.opens) / HOUR_MS;
}

/** The hours seen first: those before the cutoff and the forecast's own, with some air around. */
export function firstView(
  hours: readonly Hour[],
  record: ForecastRecord | null,
  historyHours: number,
): { from: number; to: number } {
  const last = hours.length - 1;
  const cutoff = record ? placeOf(hours, instantOf(record.slot.cutoff)) : last;
  const air = Math.max(1, (last - cutoff + historyHours) / 30);
  return { from: Math.max(0, cutoff - historyHours) - air, to: last + air };
}

/** An hour in words, for the line above the chart and for screen readers. */
export function hourInWords({ opens, candle }: Hour, record: ForecastRecord | null): string {
  const until = clockTime(later(opens, HOUR_MS));
  if (candle) {
    const { open, high, low, close } = candle;
    return `${weekdayTime(opens).replace(" UTC", "")}–${until} UTC: opened at ${wholeDollars(open)}, highest ${wholeDollars(high)}, lowest ${wholeDollars(low)}, closed at ${wholeDollars(close)}`;
  }
  if (record === null || opens < instantOf(record.slot.cutoff)) {
    return `${weekdayTime(opens)}: there is no candle of this hour`;
  }
  if (opens < instantOf(record.slot.target)) {
    return `${weekdayTime(opens)}: not forecast itself; the forecast is for ${weekdayTime(instantOf(record.slot.target))}`;
  }
  const { low, high } = centralInterval(record, 80);
  return `${weekdayTime(opens)}, what is forecast: 80% between ${wholeDollars(priceOf(low.price))} and ${wholeDollars(priceOf(high.price))}`;
}

/** The price at which the cross stands in an hour: its close, or the newest known before it. */
export function priceIn(hours: readonly Hour[], { opens }: Hour): Price | null {
  const known = hours.findLast((hour) => hour.candle !== null && hour.opens <= opens);
  return known?.candle?.close ?? null;
}

/** The hour that a step of so many leads to, never beyond an end; from nowhere, to the newest candle. */
export function hourAfter(
  hours: readonly Hour[],
  from: Instant | null,
  step: number,
): Hour | undefined {
  if (from === null) return hours.findLast((hour) => hour.candle !== null);
  const to = Math.round(placeOf(hours, from)) + step;
  return hours[Math.min(hours.length - 1, Math.max(0, to))];
}

/** The keys of the explorer: how many hours to go, or what to do with the view. */
export type Move = { hours: number } | { zoom: number };

const DAY_HOURS = 24;
export const ZOOM_STEP = 1.4;

/** What a key asks for; null where it is none of ours. */
export function moveOf(key: string, isShifted: boolean): Move | null {
  const hours = isShifted ? DAY_HOURS : 1;
  switch (key) {
    case "ArrowLeft":
      return { hours: -hours };
    case "ArrowRight":
      return { hours };
    case "ArrowUp":
    case "+":
    case "=":
      return { zoom: 1 / ZOOM_STEP };
    case "ArrowDown":
    case "-":
    case "_":
      return { zoom: ZOOM_STEP };
    case "Home":
      return { hours: Number.NEGATIVE_INFINITY };
    case "End":
      return { hours: Number.POSITIVE_INFINITY };
    default:
      return null;
  }
}
