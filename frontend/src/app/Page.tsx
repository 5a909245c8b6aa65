import { lazy, Suspense, useEffect } from "react";
import { Skeleton } from "../components/Skeleton";
import { instantOf } from "../domain/units";
import { HorizonSwitch } from "../features/horizon-switch/HorizonSwitch";
import { ModeBanner } from "../features/mode-banner/ModeBanner";
import { viewed } from "../reports/visit";
import { FirstLoadPanel } from "./FirstLoadPanel";
import { ForecastSkeleton, ForecastView } from "./ForecastView";
import { PageFrame } from "./PageFrame";
import { PanelBoundary } from "./PanelBoundary";
import { PriceLine } from "./PriceLine";
import { unreachableSince, useFirstLoadFailure } from "./reachability";
import { useAsOf } from "./useAsOf";
import { useChosenHorizon } from "./useChosenHorizon";
import { useDocuments } from "./useDocuments";

const RecordColumns = lazy(() =>
  import("./RecordSection").then((one) => ({ default: one.RecordColumns })),
);
const RecordVerification = lazy(() =>
  import("./RecordSection").then((one) => ({ default: one.RecordVerification })),
);

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
          <div className="choice">
            <HorizonSwitch chosen={horizon} onChoose={choose} />
            {status.data ? <PriceLine status={status.data} /> : null}
          </div>
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
          <PanelBoundary what="The record so far">
            <Suspense fallback={<Skeleton label="The record is on its way" size="panel" />}>
              <RecordColumns
                horizon={horizon}
                documents={documents}
                asOf={asOf}
                historyEnd={historyEnd}
              />
            </Suspense>
          </PanelBoundary>
        </>
      )}
      <PanelBoundary what="The verification of the record">
        <Suspense>
          <RecordVerification forecastId={shown?.id ?? null} />
        </Suspense>
      </PanelBoundary>
    </PageFrame>
  );
}
