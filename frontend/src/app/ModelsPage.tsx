import { Awaited } from "../components/Awaited";
import { Skeleton } from "../components/Skeleton";
import { instantOf, MINUTE_MS } from "../domain/units";
import { ModelsView } from "../features/models/ModelsView";
import { DataPage } from "./DataPage";
import { useStatus } from "./useDocuments";
import { useModels } from "./useModels";
import { useNewestForecast } from "./useNewestForecast";

const POLL_MS = MINUTE_MS;

/** Which model forecasts, which did before, which wait. */
export function ModelsPage() {
  const models = useModels(POLL_MS);
  const status = useStatus(POLL_MS);
  const newest = useNewestForecast();
  return (
    <DataPage
      name="models"
      title="Models"
      description="Which model makes Candor's forecasts, which did before, which wait, and how they did on the past."
      what="The models"
      status={status}
      documents={{ models }}
    >
      {() => (
        <Awaited
          query={models}
          what="The models"
          skeleton={
            <>
              <Skeleton label="The models are on their way" size="headline" />
              <Skeleton label="Their backtests are on their way" size="panel" />
            </>
          }
        >
          {({ document, stale }) => (
            <ModelsView
              models={document}
              forecastId={newest?.id ?? null}
              asOf={stale && document.data_as_of !== null ? instantOf(document.data_as_of) : null}
            />
          )}
        </Awaited>
      )}
    </DataPage>
  );
}
