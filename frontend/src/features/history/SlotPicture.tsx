import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import type { CandleRow, Forecast, ForecastRow } from "../../api/documents";
import { HindsightChart } from "../../charts/hindsight/HindsightChart";
import { Awaited } from "../../components/Awaited";
import { Skeleton } from "../../components/Skeleton";
import { HORIZON_FACTS } from "../../domain/horizon";
import { type Slot, slotId, targetOf } from "../../domain/slot";
import { priceOf } from "../../domain/units";
import { fullTime } from "../../lib/formatTime";
import { Numbers } from "./Numbers";
import { cameOf, saidOf } from "./slotWords";
import "./history.css";

interface Props {
  slot: Slot;
  row: ForecastRow | undefined;
  forecast: UseQueryResult<Forecast>;
  candles: UseQueryResult<readonly CandleRow[]>;
  /** Whether what is drawn is about to give way to the slot that was chosen. */
  isSettling: boolean;
}

/** The fan as it was issued; what came is laid over it, or left out. */
export function SlotPicture({ slot, row, forecast, candles, isSettling }: Props) {
  const [withOutcome, show] = useState(true);
  const id = slotId(slot);
  const own = forecast.data?.id === id ? forecast.data : null;
  const isMissed = row?.status === "missed";
  const isAwaited = candles.data === undefined && own === null && !candles.isError;
  const outcome = row?.outcome_price ?? null;
  return (
    <figure className="slot-picture" aria-busy={isSettling || (own === null && !isMissed)}>
      <fieldset className="slot-picture__view">
        <legend className="visually-hidden">What is drawn</legend>
        {[false, true].map((one) => (
          <label key={String(one)}>
            <input
              type="radio"
              name="hindsight"
              checked={withOutcome === one}
              onChange={() => show(one)}
            />
            <span>{one ? "With what came" : "As issued"}</span>
          </label>
        ))}
      </fieldset>
      {own === null && !isMissed ? <Unread query={forecast} what="This forecast" /> : null}
      {candles.data === undefined ? <Unread query={candles} what="The candles" /> : null}
      {isAwaited ? (
        <Skeleton label="The chart is on its way" size="chart" />
      ) : (
        <HindsightChart
          candles={candles.data ?? []}
          cutoff={slot.cutoff}
          target={targetOf(slot)}
          record={own?.record ?? null}
          outcome={outcome === null ? null : priceOf(outcome)}
          withOutcome={withOutcome}
          historyHours={HORIZON_FACTS[slot.horizon].historyHours}
          summary={`Hourly candles around ${fullTime(slot.cutoff)}. ${row ? (saidOf(row) ?? "") : ""} ${row && withOutcome ? cameOf(row) : ""}`}
        />
      )}
      <figcaption className="slot-picture__legend">
        <span className="key key--close">hourly close, low to high</span>
        {isMissed ? null : (
          <>
            <span className="key key--median">median</span>
            <span className="key key--50">50%</span>
            <span className="key key--80">80%</span>
            <span className="key key--95">95% of outcomes</span>
          </>
        )}
        {withOutcome ? <span className="key key--came">what came, as known now</span> : null}
        {isMissed ? null : (
          <span className="slot-picture__schematic">
            Only the end of the fan was forecast; its shape on the way there is schematic.
          </span>
        )}
      </figcaption>
      {own === null ? null : <Numbers forecast={own} />}
    </figure>
  );
}

interface UnreadProps {
  query: UseQueryResult<unknown>;
  what: string;
}

/** Says what part of the picture is missing because it could not be read. */
function Unread({ query, what }: UnreadProps) {
  if (query.errorUpdateCount === 0) return null;
  // What was read of another slot does not stand in for it.
  return (
    <Awaited query={{ ...query, data: undefined } as typeof query} what={what} skeleton={null}>
      {() => null}
    </Awaited>
  );
}
