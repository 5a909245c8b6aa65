import { Awaited } from "../components/Awaited";
import { Skeleton } from "../components/Skeleton";
import type { Horizon } from "../domain/horizon";
import type { Instant } from "../domain/units";
import { RecentForecasts } from "../features/recent-forecasts/RecentForecasts";
import { TrackRecord } from "../features/track-record/TrackRecord";
import type { AsOf } from "./useAsOf";
import type { Documents } from "./useDocuments";

interface ColumnsProps {
  horizon: Horizon;
  documents: Documents;
  asOf: AsOf;
  /** Where the history ends; null in a world without an end. */
  historyEnd: Instant | null;
}

/** How earlier forecasts fared. In the chunk of what stands below the first view. */
export function RecordColumns({ horizon, documents, asOf, historyEnd }: ColumnsProps) {
  return (
    <div className="panels">
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
  );
}
