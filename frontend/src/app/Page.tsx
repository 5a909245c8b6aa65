import { Suspense } from "react";
import { lazyPart } from "../components/lazyPart";
import { PanelBoundary } from "../components/PanelBoundary";
import { Skeleton } from "../components/Skeleton";
import { instantOf } from "../domain/units";
import { HorizonSwitch } from "../features/horizon-switch/HorizonSwitch";
import { DataPage } from "./DataPage";
import { ForecastSkeleton, ForecastView } from "./ForecastView";
import { PriceLine } from "./PriceLine";
import { useAsOf } from "./useAsOf";
import { useChosenHorizon } from "./useChosenHorizon";
import { useDocuments } from "./useDocuments";
import { VerifyLink } from "./VerifyLink";

const RecordColumns = lazyPart(() => import("./RecordSection").then((one) => one.RecordColumns));

/** The forecasts. */
export function Page() {
  const [horizon, choose] = useChosenHorizon();
  const documents = useDocuments(horizon);
  const { status } = documents;
  const asOf = useAsOf(documents);
  const endsAt = status.data?.document.clock.ends_at ?? null;
  const historyEnd = endsAt === null ? null : instantOf(endsAt);
  const shown = documents.latest.data?.document.forecasts.find(
    (one) => one.record.slot.horizon === horizon,
  );
  return (
    <DataPage
      name="forecast"
      what="The forecasts"
      status={status}
      documents={documents}
      withoutData={<VerifyLink forecastId={null} />}
    >
      {(known) => (
        <>
          <div className="choice">
            <PanelBoundary what="The choice of horizon">
              <HorizonSwitch chosen={horizon} onChoose={choose} />
            </PanelBoundary>
            {known ? (
              <PanelBoundary what="The price" of={known}>
                <PriceLine status={known} />
              </PanelBoundary>
            ) : null}
          </div>
          {known ? (
            <PanelBoundary what="The forecast" of={known}>
              <ForecastView horizon={horizon} status={known} documents={documents} asOf={asOf} />
            </PanelBoundary>
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
          <VerifyLink forecastId={shown?.id ?? null} />
        </>
      )}
    </DataPage>
  );
}
