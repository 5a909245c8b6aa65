/** The fan chart in words, place by place: pure. */
import type { CandleRow, ForecastRecord } from "../../api/documents";
import { centralInterval } from "../../domain/interval";
import { HOUR_MS, type Instant, instantOf, later, priceOf } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import { weekdayTime } from "../../lib/formatTime";

const SHARES = [50, 80, 95] as const;

/** Each hour that is drawn, then the forecast's intervals. */
export function fanReadings(
  candles: readonly CandleRow[],
  record: ForecastRecord | null,
  historyHours: number,
): string[] {
  const cutoff = record ? instantOf(record.slot.cutoff) : null;
  const hours = candles
    .map((candle) => ({ ...candle, closes: later(instantOf(candle.open_time), HOUR_MS) }))
    .filter(({ closes }) => cutoff === null || closes > cutoff - historyHours * HOUR_MS)
    .map(
      ({ closes, close, low, high }) =>
        `${weekdayTime(closes)}: closed at ${dollars(close)}, between ${dollars(low)} and ${dollars(high)} in that hour`,
    );
  if (record === null) return hours;
  const target: Instant = instantOf(record.slot.target);
  const said = SHARES.map((share) => {
    const { low, high } = centralInterval(record, share);
    return `${share}% between ${dollars(low.price)} and ${dollars(high.price)}`;
  });
  return [...hours, `Forecast for ${weekdayTime(target)}: ${said.join(", ")}`];
}

const dollars = (price: string) => wholeDollars(priceOf(price));
