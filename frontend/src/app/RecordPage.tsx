import type { Dated } from "../api/client";
import { Awaited } from "../components/Awaited";
import { PanelBoundary } from "../components/PanelBoundary";
import { Skeleton } from "../components/Skeleton";
import type { Horizon } from "../domain/horizon";
import { type Instant, instantOf } from "../domain/units";
import { HorizonSwitch } from "../features/horizon-switch/HorizonSwitch";
import { CoveragePanel } from "../features/track-record/CoveragePanel";
import { EmptyRecord } from "../features/track-record/EmptyRecord";
import { ModelsPanel } from "../features/track-record/ModelsPanel";
import { RecordHead } from "../features/track-record/RecordHead";
import { RecordView } from "../features/track-record/RecordView";
import { modelChanges } from "../features/track-record/recordModel";
import { SkillPanel } from "../features/track-record/SkillPanel";
import { TouchPanel } from "../features/track-record/TouchPanel";
import { DataPage } from "./DataPage";
import { useChosenHorizon } from "./useChosenHorizon";
import { useRecord } from "./useRecord";

type Documents = ReturnType<typeof useRecord>;

/** What was said, what came, and how it compares: all of it. */
export function RecordPage() {
  const [horizon, choose] = useChosenHorizon();
  const documents = useRecord(horizon);
  return (
    <DataPage
      name="record"
      title="Track record"
      description="How often Candor's Bitcoin forecasts held, and whether they beat simple rules: every one of them, misses and losses included."
      what="The track record"
      status={documents.status}
      documents={documents}
    >
      {() => (
        <>
          <PanelBoundary what="The choice of horizon">
            <HorizonSwitch chosen={horizon} onChoose={choose} />
          </PanelBoundary>
          <div className="record">
            <Record horizon={horizon} documents={documents} />
            <Awaited
              query={documents.models}
              what="What the models did in their backtests"
              skeleton={<Skeleton label="The models are on their way" size="panel" />}
            >
              {({ document: models }) => <ModelsPanel horizon={horizon} models={models} />}
            </Awaited>
          </div>
        </>
      )}
    </DataPage>
  );
}

function Record({ horizon, documents }: { horizon: Horizon; documents: Documents }) {
  const { scores, calibration, models, pending, status } = documents;
  const known = models.data?.document ?? null;
  const changes = known === null ? [] : modelChanges(known);
  return (
    <Awaited query={scores} what="The track record" skeleton={<RecordSkeleton />}>
      {(dated) => {
        const { horizons } = dated.document;
        const own = horizons.find((one) => one.horizon === horizon);
        if (own === undefined || own.scored === 0) {
          return (
            <div>
              {own ? <RecordHead scores={own} /> : <h1>Nothing has been announced yet.</h1>}
              <Awaited
                query={pending}
                what="The forecasts that await their outcome"
                skeleton={<Skeleton label="The first forecasts are on their way" size="panel" />}
              >
                {({ document: { forecasts } }) => (
                  <EmptyRecord
                    horizon={horizon}
                    pending={forecasts}
                    next={status.data?.document.next_slots.find((one) => one.horizon === horizon)}
                    missed={own?.missed ?? 0}
                  />
                )}
              </Awaited>
            </div>
          );
        }
        return (
          <>
            <PanelBoundary what="The record in a sentence" of={dated}>
              <RecordHead scores={own} />
            </PanelBoundary>
            <Awaited
              query={calibration}
              what="Every forecast with its outcome"
              skeleton={<Skeleton label="Every forecast is on its way" size="panel" />}
            >
              {(said) => (
                <RecordView
                  key={horizon}
                  calibration={said.document}
                  models={known}
                  asOf={asOf(said)}
                />
              )}
            </Awaited>
            {own.touched ? (
              <PanelBoundary what="How touches came true" of={dated}>
                <TouchPanel touched={own.touched} asOf={asOf(dated)} />
              </PanelBoundary>
            ) : null}
            <PanelBoundary what="How often the intervals held" of={dated}>
              <CoveragePanel
                horizon={horizon}
                horizons={horizons}
                regimes={calibration.data?.document.regimes ?? null}
                asOf={asOf(dated)}
              />
            </PanelBoundary>
            <PanelBoundary what="The comparison with baselines" of={dated}>
              <SkillPanel
                scores={own}
                days={calibration.data?.document.days ?? null}
                changes={changes}
                asOf={asOf(dated)}
              />
            </PanelBoundary>
          </>
        );
      }}
    </Awaited>
  );
}

/** Of what time a document is, where it is only the last known one. */
function asOf({ document, stale }: Dated<{ data_as_of: string | null }>): Instant | null {
  return stale && document.data_as_of !== null ? instantOf(document.data_as_of) : null;
}

function RecordSkeleton() {
  return (
    <>
      <Skeleton label="The track record is on its way" size="headline" />
      <Skeleton label="Its pictures are on their way" size="chart" />
    </>
  );
}
