import { Awaited } from "../components/Awaited";
import { Skeleton } from "../components/Skeleton";
import { instantOf, MINUTE_MS } from "../domain/units";
import { ModelsView } from "../features/models/ModelsView";
import { PageFrame } from "./PageFrame";
import { useModels } from "./useModels";
import { useNewestForecast } from "./useNewestForecast";
import { usePageHead } from "./usePageHead";

const POLL_MS = MINUTE_MS;

/** Who speaks, who spoke, who waits. */
export function ModelsPage() {
  usePageHead(
    "models",
    "Models",
    "Which model makes Candor's forecasts, which did before, which wait, and how they did on the past.",
  );
  const models = useModels(POLL_MS);
  const newest = useNewestForecast();
  return (
    <PageFrame>
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
    </PageFrame>
  );
}
