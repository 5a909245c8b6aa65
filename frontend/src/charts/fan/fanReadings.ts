/** The fan chart in words, place by place: pure. */
import type { CandleRow, ForecastRecord } from "../../api/documents";
import { centralInterval } from "../../domain/interval";
import { HOUR_MS, type Instant, instantOf, later, priceOf } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import { weekdayTime } from "../../lib/formatTime";
import type { Readings } from "../reader/readings";

const SHARES = [50, 80, 95] as const;

/** Each hour that is drawn, then the forecast's intervals; put into words when it is asked for. */
export function fanReadings(
  candles: readonly CandleRow[],
  record: ForecastRecord | null,
  historyHours: number,
): Readings {
  const cutoff = record ? instantOf(record.slot.cutoff) : null;
  const hours = candles
    .map((candle) => ({ ...candle, closes: later(instantOf(candle.open_time), HOUR_MS) }))
    .filter(({ closes }) => cutoff === null || closes > cutoff - historyHours * HOUR_MS);
  return {
    count: hours.length + (record === null ? 0 : 1),
    said: (at) => {
      const hour = hours[at];
      if (hour) return hourSaid(hour);
      return record === null ? "" : forecastSaid(record);
    },
  };
}

function hourSaid({ closes, close, low, high }: CandleRow & { closes: Instant }): string {
  return `${weekdayTime(closes)}: closed at ${dollars(close)}, between ${dollars(low)} and ${dollars(high)} in that hour`;
}

function forecastSaid(record: ForecastRecord): string {
  const said = SHARES.map((share) => {
    const { low, high } = centralInterval(record, share);
    return `${share}% between ${dollars(low.price)} and ${dollars(high.price)}`;
  });
  return `Forecast for ${weekdayTime(instantOf(record.slot.target))}: ${said.join(", ")}`;
}

const dollars = (price: string) => wholeDollars(priceOf(price));
