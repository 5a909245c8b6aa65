import { useEffect } from "react";
import { Skeleton } from "../components/Skeleton";
import { SECOND_MS } from "../domain/units";
import { StatusFailure } from "../features/status/StatusFailure";
import { StatusView } from "../features/status/StatusView";
import { viewed } from "../reports/visit";
import { PageFrame } from "./PageFrame";
import { unreachableSince, useFirstLoadFailure } from "./reachability";
import { useStatus } from "./useDocuments";

const POLL_MS_MIN = 10 * SECOND_MS;

/** How the product runs. */
export function StatusPage() {
  const status = useStatus(POLL_MS_MIN);
  const failure = useFirstLoadFailure(status);
  useEffect(() => {
    document.title = "Status · Candor";
    viewed("status");
  }, []);
  return (
    <PageFrame>
      {failure !== null ? (
        <StatusFailure {...failure} onRetry={() => void status.refetch()} />
      ) : status.data ? (
        <StatusView
          status={status.data.document}
          readAt={status.data.readAt}
          stale={status.data.stale}
          unreachableSince={unreachableSince({ status })}
          onRetry={() => void status.refetch()}
        />
      ) : (
        <>
          <Skeleton label="The status is on its way" size="headline" />
          <Skeleton label="Its parts are on their way" size="panel" />
        </>
      )}
    </PageFrame>
  );
}
