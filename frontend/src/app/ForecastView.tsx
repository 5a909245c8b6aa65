import type { Dated } from "../api/client";
import type { StatusDocument } from "../api/documents";
import { Awaited } from "../components/Awaited";
import { Skeleton } from "../components/Skeleton";
import { nowOn } from "../domain/clock";
import type { Horizon } from "../domain/horizon";
import { SECOND_MS } from "../domain/units";
import { FanSection } from "../features/fan/FanSection";
import { FirstForecast } from "../features/headline/FirstForecast";
import { Headline } from "../features/headline/Headline";
import { useNow } from "../lib/useNow";
import type { Documents } from "./useDocuments";

const REFRESH_MS = 30 * SECOND_MS;

interface Props {
  horizon: Horizon;
  status: Dated<StatusDocument>;
  documents: Documents;
}

/** The newest forecast of the chosen horizon: sentence and picture. */
export function ForecastView({ horizon, status, documents }: Props) {
  const { document, readAt } = status;
  const now = nowOn(document.clock, Math.max(0, useNow(REFRESH_MS) - readAt));
  return (
    <Awaited query={documents.latest} what="The forecast" skeleton={<ForecastSkeleton />}>
      {(latest) => {
        const forecast = latest.forecasts.find((one) => one.record.slot.horizon === horizon);
        const next = latest.next_slots.find((slot) => slot.horizon === horizon);
        return (
          <>
            {forecast ? (
              <Headline forecast={forecast} latest={latest} now={now} />
            ) : (
              <FirstForecast horizon={horizon} next={next} clock={document.clock} readAt={readAt} />
            )}
            <Awaited
              query={documents.candles}
              what="The candles"
              skeleton={<Skeleton label="The chart is on its way" size="chart" />}
            >
              {({ candles }) =>
                forecast || candles.length > 0 ? (
                  <FanSection
                    horizon={horizon}
                    record={forecast?.record ?? null}
                    candles={candles}
                  />
                ) : null
              }
            </Awaited>
          </>
        );
      }}
    </Awaited>
  );
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
