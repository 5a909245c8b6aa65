import { useEffect } from "react";
import { Awaited } from "../components/Awaited";
import { Skeleton } from "../components/Skeleton";
import { instantOf } from "../domain/units";
import { HorizonSwitch } from "../features/horizon-switch/HorizonSwitch";
import { LedgerVerification } from "../features/ledger-verification/LedgerVerification";
import { ModeBanner } from "../features/mode-banner/ModeBanner";
import { RecentForecasts } from "../features/recent-forecasts/RecentForecasts";
import { TrackRecord } from "../features/track-record/TrackRecord";
import { viewed } from "../reports/visit";
import { FirstLoadPanel } from "./FirstLoadPanel";
import { ForecastSkeleton, ForecastView } from "./ForecastView";
import { PageFrame } from "./PageFrame";
import { unreachableSince, useFirstLoadFailure } from "./reachability";
import { useAsOf } from "./useAsOf";
import { useChosenHorizon } from "./useChosenHorizon";
import { useDocuments } from "./useDocuments";

/** The forecasts. */
export function Page() {
  const [horizon, choose] = useChosenHorizon();
  useEffect(() => viewed("forecast"), []);
  const documents = useDocuments(horizon);
  const { status } = documents;
  const asOf = useAsOf(documents);
  const endsAt = status.data?.document.clock.ends_at ?? null;
  const historyEnd = endsAt === null ? null : instantOf(endsAt);
  const shown = documents.latest.data?.document.forecasts.find(
    (one) => one.record.slot.horizon === horizon,
  );
  const failure = useFirstLoadFailure(status);
  return (
    <PageFrame>
      {failure !== null ? (
        <FirstLoadPanel failure={failure} onRetry={() => void status.refetch()} />
      ) : (
        <>
          {status.data ? (
            <ModeBanner
              status={status.data.document}
              readAt={status.data.readAt}
              unreachableSince={unreachableSince(documents)}
            />
          ) : (
            <div className="banner" aria-hidden="true" />
          )}
          <HorizonSwitch chosen={horizon} onChoose={choose} />
          {status.data ? (
            <ForecastView
              horizon={horizon}
              status={status.data}
              documents={documents}
              asOf={asOf}
            />
          ) : (
            <ForecastSkeleton />
          )}
          <div className="columns">
            <Awaited
              query={documents.forecasts}
              what="The recent forecasts"
              skeleton={<Skeleton label="Recent forecasts are on their way" size="panel" />}
            >
              {({ document: { forecasts } }) => (
                <RecentForecasts
                  horizon={horizon}
                  rows={forecasts}
                  historyEnd={historyEnd}
                  asOf={asOf.forecasts}
                />
              )}
            </Awaited>
            <Awaited
              query={documents.scores}
              what="The track record"
              skeleton={<Skeleton label="The track record is on its way" size="panel" />}
            >
              {({ document: scores }) => (
                <TrackRecord horizon={horizon} scores={scores} asOf={asOf.scores} />
              )}
            </Awaited>
          </div>
        </>
      )}
      <LedgerVerification forecastId={shown?.id ?? null} />
    </PageFrame>
  );
}
