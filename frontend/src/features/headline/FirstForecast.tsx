import type { Clock, NextSlot } from "../../api/documents";
import { Countdown } from "../../components/Countdown";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import { HOUR_MS, instantOf, later } from "../../domain/units";
import { weekdayTime } from "../../lib/formatTime";
import "./headline.css";

interface Props {
  horizon: Horizon;
  next: NextSlot | undefined;
  clock: Clock;
  /** Wall time at which the clock was read, in milliseconds. */
  readAt: number;
  /** Venues without whose answer there is no candle; empty where there are candles. */
  awaitedVenues: readonly string[];
}

/** Stands where the headline will, until the first forecast of this horizon is issued. */
export function FirstForecast({ horizon, next, clock, readAt, awaitedVenues }: Props) {
  const { adjective, hours } = HORIZON_FACTS[horizon];
  const isOver = clock.state === "ended" || (clock.state === "running" && !next);
  if (isOver) {
    return (
      <div className="headline">
        <h1>No {adjective} forecast is issued before the history ends</h1>
        <p className="headline__complement">No further slot comes.</p>
      </div>
    );
  }
  if (!next && awaitedVenues.length > 0) {
    return (
      <div className="headline">
        <h1>The venues do not answer</h1>
        <p className="headline__complement">
          Candles come from venues, and {awaitedVenues.join(", ")} did not answer when last asked.
          They are asked again every minute; once enough of them answer, the model is fitted and the
          forecasts appear here by themselves.
        </p>
      </div>
    );
  }
  if (!next) {
    return (
      <div className="headline">
        <h1>The first forecasts are being prepared</h1>
        <p className="headline__complement">
          The candles are read and the model is fitted; then the slots are announced, and the
          forecasts appear here by themselves.
        </p>
      </div>
    );
  }
  const cutoff = instantOf(next.cutoff);
  return (
    <div className="headline">
      <h1>
        The first {adjective} forecast will be issued at{" "}
        <time dateTime={next.cutoff}>{weekdayTime(cutoff)}</time>
      </h1>
      <p className="headline__complement">
        <Countdown clock={clock} readAt={readAt} until={cutoff} /> Its outcome comes on{" "}
        {weekdayTime(later(cutoff, hours * HOUR_MS))}. Nothing is issued for the past: a forecast
        counts only when it was made before its outcome.
      </p>
    </div>
  );
}
