import { useEffect } from "react";
import { Awaited } from "../components/Awaited";
import { Skeleton } from "../components/Skeleton";
import { slotAtOrBefore } from "../domain/slot";
import { SECOND_MS } from "../domain/units";
import { NothingYet } from "../features/history/NothingYet";
import { HorizonSwitch } from "../features/horizon-switch/HorizonSwitch";
import { ModeBanner } from "../features/mode-banner/ModeBanner";
import { viewed } from "../reports/visit";
import { FirstLoadPanel } from "./FirstLoadPanel";
import { HistoryOfSlots } from "./HistoryOfSlots";
import { PageFrame } from "./PageFrame";
import { unreachableSince, useFirstLoadFailure } from "./reachability";
import { useChosenSlot } from "./useChosenSlot";
import { useStatus } from "./useDocuments";
import { useSpan } from "./useHistory";

const POLL_MS_MIN = 10 * SECOND_MS;

/** Any past slot: the forecast as issued, then what came. */
export function HistoryPage() {
  const status = useStatus(POLL_MS_MIN);
  const [chosen, choose] = useChosenSlot();
  const dataAsOf = status.data?.document.data_as_of;
  const slots = useSpan(chosen.horizon, dataAsOf);
  const failure = useFirstLoadFailure(status);
  useEffect(() => {
    document.title = "History · Candor";
    viewed("history");
  }, []);
  if (failure !== null) {
    return (
      <PageFrame>
        <FirstLoadPanel
          failure={failure}
          onRetry={() => void status.refetch()}
          what="The history"
        />
      </PageFrame>
    );
  }
  return (
    <PageFrame>
      {status.data ? (
        <ModeBanner
          status={status.data.document}
          readAt={status.data.readAt}
          unreachableSince={unreachableSince({ status, slots })}
        />
      ) : (
        <div className="banner" aria-hidden="true" />
      )}
      <HorizonSwitch
        chosen={chosen.horizon}
        onChoose={(horizon) =>
          choose(
            chosen.cutoff === null
              ? { horizon, cutoff: null }
              : slotAtOrBefore(horizon, chosen.cutoff),
          )
        }
      />
      <Awaited
        query={slots}
        what="The list of slots"
        skeleton={
          <>
            <Skeleton label="The history is on its way" size="headline" />
            <Skeleton label="The chart is on its way" size="chart" />
          </>
        }
      >
        {(known) =>
          known === null ? (
            <NothingYet
              horizon={chosen.horizon}
              next={status.data?.document.next_slots.find(
                (slot) => slot.horizon === chosen.horizon,
              )}
            />
          ) : (
            <HistoryOfSlots
              key={chosen.horizon}
              {...known}
              cutoff={chosen.cutoff}
              dataAsOf={dataAsOf ?? null}
              onChoose={(cutoff) => choose({ horizon: chosen.horizon, cutoff })}
            />
          )
        }
      </Awaited>
    </PageFrame>
  );
}
