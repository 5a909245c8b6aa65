import { memo } from "react";
import type { CandleRow, ForecastRecord } from "../../api/documents";
import { FanChart } from "../../charts/fan/FanChart";
import { Twin } from "../../components/Twin";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import { centralInterval } from "../../domain/interval";
import type { PreviousForecast } from "../../domain/previous";
import { type Instant, instantOf, logReturnOf, priceOf } from "../../domain/units";
import { percent, signedPercent } from "../../lib/formatNumber";
import { exactDollars, wholeDollars } from "../../lib/formatPrice";
import { fullTime, weekdayTime } from "../../lib/formatTime";
import "./fan-section.css";

interface Props {
  horizon: Horizon;
  record: ForecastRecord | null;
  previous: PreviousForecast | null;
  candles: readonly CandleRow[];
  /** Of what time the candles are, where that is earlier than the rest of the page. */
  asOf: Instant | null;
}

/** The picture of the forecast, its legend, and its numbers for those who want them. */
export const FanSection = memo(function FanSection({
  horizon,
  record,
  previous,
  candles,
  asOf,
}: Props) {
  return (
    <figure className="fan">
      <FanChart
        candles={candles}
        record={record}
        previous={previous}
        historyHours={HORIZON_FACTS[horizon].historyHours}
        summary={summaryOf(record, horizon, previous)}
      />
      <figcaption className="fan__legend">
        <span className="fan__key fan__key--close">hourly close, low to high</span>
        {asOf === null ? null : <span className="fan__as-of">candles as of {fullTime(asOf)}</span>}
        {record ? (
          <>
            <span className="fan__key fan__key--median">median</span>
            <span className="fan__key fan__key--50">50%</span>
            <span className="fan__key fan__key--80">80%</span>
            <span className="fan__key fan__key--95">95% of outcomes</span>
            {previous === null ? null : (
              <span className="fan__key fan__key--previous">{previousText(horizon, previous)}</span>
            )}
            <span className="fan__schematic">
              Only the end of the fan is forecast; its shape between now and then is schematic.
            </span>
          </>
        ) : null}
      </figcaption>
      {record ? <QuantileTable record={record} /> : null}
    </figure>
  );
});

/** The chart in words. */
function summaryOf(
  record: ForecastRecord | null,
  horizon: Horizon,
  previous: PreviousForecast | null,
): string {
  if (!record) return "Hourly candles; no forecast of this horizon has been issued yet.";
  const said = ([50, 80, 95] as const).map((share) => {
    const { low, high } = centralInterval(record, share);
    return `${share}% between ${wholeDollars(priceOf(low.price))} and ${wholeDollars(priceOf(high.price))}`;
  });
  return `Hourly candles, then the forecast for ${weekdayTime(instantOf(record.slot.target))}: ${said.join(", ")}.${previous ? ` Behind it: ${previousText(horizon, previous)}.` : ""}`;
}

/** "80% of the forecast of 24 hours earlier: it held". */
function previousText(horizon: Horizon, { held }: PreviousForecast): string {
  const text = `80% of the forecast of ${HORIZON_FACTS[horizon].label} earlier`;
  return held === null ? text : `${text}: it ${held ? "held" : "did not hold"}`;
}

function QuantileTable({ record }: { record: ForecastRecord }) {
  return (
    <Twin
      label="Quantiles of the forecast"
      caption={`Price at ${weekdayTime(instantOf(record.slot.target))}: the chance that it ends below`}
      head={["Chance below", "Price", "Change"]}
      rows={() =>
        record.quantiles.map((quantile) => [
          percent(Number(quantile.level)),
          exactDollars(priceOf(quantile.price)),
          signedPercent(Math.expm1(logReturnOf(quantile.log_return))),
        ])
      }
    />
  );
}
