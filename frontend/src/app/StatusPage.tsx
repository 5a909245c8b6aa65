import { PanelBoundary } from "../components/PanelBoundary";
import { Skeleton } from "../components/Skeleton";
import { SECOND_MS } from "../domain/units";
import { StatusView } from "../features/status/StatusView";
import { DataPage } from "./DataPage";
import { outageOf } from "./reachability";
import { useStatus } from "./useDocuments";

const POLL_MS_MIN = 10 * SECOND_MS;

/** How the product runs. */
export function StatusPage() {
  const status = useStatus(POLL_MS_MIN);
  return (
    <DataPage
      name="status"
      title="Status"
      description="Whether Candor's page, API, forecasts and jobs work, since when, and which promises were kept."
      what="The status"
      status={status}
      hasBanner={false}
    >
      {(known) =>
        known ? (
          <PanelBoundary what="The status" of={known}>
            <StatusView
              status={known.document}
              readAt={known.readAt}
              stale={known.stale}
              outage={outageOf({ status })}
              onRetry={() => void status.refetch()}
            />
          </PanelBoundary>
        ) : (
          <>
            <Skeleton label="The status is on its way" size="headline" />
            <Skeleton label="Its parts are on their way" size="panel" />
          </>
        )
      }
    </DataPage>
  );
}
