import { Awaited } from "../components/Awaited";
import { PanelBoundary } from "../components/PanelBoundary";
import { Skeleton } from "../components/Skeleton";
import { slotAtOrBefore } from "../domain/slot";
import { SECOND_MS } from "../domain/units";
import { NothingYet } from "../features/history/NothingYet";
import { HorizonSwitch } from "../features/horizon-switch/HorizonSwitch";
import { DataPage } from "./DataPage";
import { HistoryOfSlots } from "./HistoryOfSlots";
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
  return (
    <DataPage
      name="history"
      title="History"
      description="Any past Bitcoin forecast of Candor as it was issued, with what came of it."
      what="The history"
      status={status}
      documents={{ slots }}
    >
      {() => (
        <>
          <PanelBoundary what="The choice of horizon">
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
          </PanelBoundary>
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
        </>
      )}
    </DataPage>
  );
}
