import { Suspense, useMemo } from "react";
import type { Dated } from "../api/client";
import type { Forecast, LatestForecasts, StatusDocument } from "../api/documents";
import { Awaited } from "../components/Awaited";
import { Countdown } from "../components/Countdown";
import { lazyPart } from "../components/lazyPart";
import { PanelBoundary } from "../components/PanelBoundary";
import { Skeleton } from "../components/Skeleton";
import { nowOn } from "../domain/clock";
import type { Horizon } from "../domain/horizon";
import { previousForecast } from "../domain/previous";
import { stalenessOf } from "../domain/staleness";
import { type Instant, instantOf, SECOND_MS } from "../domain/units";
import { awaitedVenues } from "../domain/venues";
import { FanSection } from "../features/fan/FanSection";
import { FirstForecast } from "../features/headline/FirstForecast";
import { Headline } from "../features/headline/Headline";
import { useNow } from "../lib/useNow";
import { useSettled } from "../lib/useSettled";
import { ExploreCandles } from "./ExploreCandles";
import type { AsOf } from "./useAsOf";
import type { Documents } from "./useDocuments";

const ForecastDetails = lazyPart(() =>
  import("./ForecastDetails").then((one) => one.ForecastDetails),
);

const REFRESH_MS = 30 * SECOND_MS;

interface Props {
  horizon: Horizon;
  status: Dated<StatusDocument>;
  documents: Documents;
  asOf: AsOf;
}

/** The newest forecast of the chosen horizon: sentence and picture. */
export function ForecastView({ horizon, status, documents, asOf }: Props) {
  const { document, readAt } = status;
  const now = nowOn(document.clock, Math.max(0, useNow(REFRESH_MS) - readAt));
  // The clock is read before the forecasts: judged by it, those on screen would always be late.
  const judgedAt = useSettled(now, isAnswered(documents));
  return (
    <Awaited query={documents.latest} what="The forecast" skeleton={<ForecastSkeleton />}>
      {({ document: latest }) => (
        <Parts {...{ horizon, status, documents, asOf, latest, judgedAt }} />
      )}
    </Awaited>
  );
}

interface PartsProps extends Props {
  latest: LatestForecasts;
  judgedAt: Instant;
}

/** What is said and drawn of the newest forecasts. */
function Parts({ horizon, status, documents, asOf, latest, judgedAt }: PartsProps) {
  const { document, readAt } = status;
  const reading = { now: judgedAt, state: document.clock.state };
  const issued = documents.forecasts.data?.document.forecasts;
  const forecast = latest.forecasts.find((one) => one.record.slot.horizon === horizon);
  const behind = (one: Forecast) =>
    stalenessOf(one.record, latest.data_as_of, judgedAt, document.clock.state);
  const isOpen = (one: Forecast) =>
    behind(one) !== "gone" && judgedAt < instantOf(one.record.slot.target);
  const staleness = forecast ? behind(forecast) : "current";
  const next = latest.next_slots.find((slot) => slot.horizon === horizon);
  const record = forecast?.record ?? null;
  // The same object as long as it says the same: the picture is drawn anew when it does not.
  const previous = useMemo(
    () => (record && issued ? previousForecast(issued, record) : null),
    [issued, record],
  );
  return (
    <>
      <PanelBoundary what="The forecast in a sentence" of={forecast}>
        {forecast ? (
          <Headline
            forecast={forecast}
            latest={latest}
            reading={reading}
            staleness={staleness}
            next={
              next ? (
                <Countdown clock={document.clock} readAt={readAt} until={instantOf(next.cutoff)} />
              ) : null
            }
            asOf={asOf.latest}
          />
        ) : (
          <FirstForecast
            horizon={horizon}
            next={next}
            clock={document.clock}
            readAt={readAt}
            awaitedVenues={awaitedVenues(document)}
          />
        )}
      </PanelBoundary>
      <Awaited
        query={documents.candles}
        what="The candles"
        skeleton={<Skeleton label="The chart is on its way" size="chart" />}
      >
        {({ document: { candles } }) =>
          forecast || candles.length > 0 ? (
            <div className={`forecast-fan forecast-fan--${staleness}`}>
              <FanSection
                horizon={horizon}
                record={record}
                previous={previous}
                candles={candles}
                asOf={asOf.candles}
              />
              {candles.length > 0 ? (
                <ExploreCandles
                  horizon={horizon}
                  record={record}
                  previous={previous}
                  candles={candles}
                />
              ) : null}
            </div>
          ) : null
        }
      </Awaited>
      <PanelBoundary what="The chance of a price">
        <Suspense fallback={<Skeleton label="More on the forecast is on its way" size="panel" />}>
          <ForecastDetails
            horizon={horizon}
            open={latest.forecasts.filter(isOpen)}
            documents={documents}
          />
        </Suspense>
      </PanelBoundary>
    </>
  );
}

/** Whether the forecasts have been read, or could not be, since the status was. */
function isAnswered({ status, latest }: Documents): boolean {
  const answeredAt = Math.max(latest.dataUpdatedAt, latest.errorUpdatedAt);
  return !latest.isFetching && answeredAt >= status.dataUpdatedAt;
}

/** The places of sentence and picture. */
export function ForecastSkeleton() {
  return (
    <>
      <Skeleton label="The forecast is on its way" size="headline" />
      <Skeleton label="The chart is on its way" size="chart" />
    </>
  );
}
