import { useQuery } from "@tanstack/react-query";
import { client, deadline, documentOf } from "../api/client";
import { Skeleton } from "../components/Skeleton";
import { DEFAULT_HORIZON } from "../domain/horizon";
import { instantOf, MINUTE_MS } from "../domain/units";
import { ModelsView } from "../features/models/ModelsView";
import { PageFrame } from "./PageFrame";
import { RecordPart } from "./RecordPart";
import { useModels } from "./useModels";
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
  const newest = useQuery({
    queryKey: ["forecast ids"],
    queryFn: ({ signal }) =>
      documentOf(client.GET("/api/v1/forecast", { signal: deadline(signal) })),
    refetchInterval: POLL_MS,
  });
  const forecasts = newest.data?.forecasts ?? [];
  const shown =
    forecasts.find((one) => one.record.slot.horizon === DEFAULT_HORIZON) ?? forecasts[0];
  return (
    <PageFrame>
      <RecordPart
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
            forecastId={shown?.id ?? null}
            asOf={stale && document.data_as_of !== null ? instantOf(document.data_as_of) : null}
          />
        )}
      </RecordPart>
    </PageFrame>
  );
}
