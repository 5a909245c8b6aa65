import { useEffect, useRef, useState } from "react";
import { Awaited } from "../components/Awaited";
import { Panel } from "../components/Panel";
import { PanelBoundary } from "../components/PanelBoundary";
import { Skeleton } from "../components/Skeleton";
import { parseSlotId } from "../domain/slot";
import { SECOND_MS } from "../domain/units";
import { CheckpointList } from "../features/ledger/CheckpointList";
import { Entries } from "../features/ledger/Entries";
import { LedgerHead, SlotCounts } from "../features/ledger/LedgerHead";
import { MissedSlots } from "../features/ledger/MissedSlots";
import { LedgerWorkbench } from "../features/ledger-verification/LedgerWorkbench";
import { useVerifier } from "../features/ledger-verification/useVerifier";
import type { Task } from "../features/ledger-verification/verification";
import { DataPage } from "./DataPage";
import { useStatus } from "./useDocuments";
import { ENTRIES_PER_PAGE, useLedgerLists } from "./useLedger";

const POLL_MS_MIN = 10 * SECOND_MS;

/** The record: its entries, what is missing in it, who signed it, and how to check it. */
export function LedgerPage() {
  const status = useStatus(POLL_MS_MIN);
  const [asked, ask] = useAskedEntry();
  const verifier = useVerifier();
  useVerifyAsked(verifier[1]);
  const lists = useLedgerLists(status.data?.document.ledger_size, asked.last);
  // The newest moves on; what stands in a reader's field does not.
  const [forecastId, offer] = useState(askedForecast);
  const newest = newestOf(lists.entries.data?.entries);
  if (forecastId === null && newest !== null) offer(newest);
  return (
    <DataPage
      name="ledger"
      title="Ledger"
      description="The public ledger of Candor's forecasts, signed every hour, with a verifier that runs in your browser."
      what="The ledger"
      status={status}
      documents={lists}
      withoutData={
        <div className="ledger__entries">
          <LedgerWorkbench verifier={verifier} forecastId={null} />
        </div>
      }
    >
      {(known) => (
        <>
          {known ? (
            <PanelBoundary what="How much is on record" of={known}>
              <LedgerHead status={known.document} />
            </PanelBoundary>
          ) : (
            <Skeleton label="The ledger is on its way" size="headline" />
          )}
          <div className="ledger__columns">
            <div>
              <PanelBoundary what="The verification in your browser">
                <LedgerWorkbench verifier={verifier} forecastId={forecastId} />
              </PanelBoundary>
            </div>
            <div>
              <Panel title="Slots, announced before they were due">
                <Awaited
                  query={lists.scores}
                  what="The counts"
                  skeleton={panel("Counts are on their way")}
                >
                  {(scores) => <SlotCounts scores={scores} />}
                </Awaited>
                <h3>Missed</h3>
                <Awaited query={lists.missed} what="The missed slots" skeleton={null}>
                  {(page) => <MissedSlots page={page} />}
                </Awaited>
              </Panel>
              <Panel title="Checkpoints and where they are kept">
                <Awaited
                  query={lists.checkpoints}
                  what="The checkpoints"
                  skeleton={panel("Checkpoints are on their way")}
                >
                  {(document) => <CheckpointList document={document} />}
                </Awaited>
              </Panel>
            </div>
          </div>
          <div className="ledger__entries">
            <Panel title="Entries">
              <Awaited
                query={lists.entries}
                what="The entries"
                skeleton={panel("Entries are on their way")}
              >
                {(page) => (
                  <Entries page={page} {...asked} perPage={ENTRIES_PER_PAGE} onAsk={ask} />
                )}
              </Awaited>
            </Panel>
          </div>
        </>
      )}
    </DataPage>
  );
}

const panel = (label: string) => <Skeleton label={label} size="panel" />;

interface Asked {
  /** The last entry of the page that is shown; null for the newest. */
  last: number | null;
  /** Whether that entry was asked for by its number, and is opened. */
  isOpened: boolean;
}

/** The entry in the address (`?entry=4391`), so that a link shows what its sender saw. */
function useAskedEntry(): [Asked, (asked: Asked) => void] {
  const [asked, setAsked] = useState<Asked>(() => {
    const text = new URLSearchParams(window.location.search).get("entry") ?? "";
    const last = /^\d{1,15}$/.test(text) ? Number(text) : null;
    return { last, isOpened: last !== null };
  });
  const ask = (next: Asked) => {
    const address = new URL(window.location.href);
    if (next.last === null) address.searchParams.delete("entry");
    else address.searchParams.set("entry", String(next.last));
    window.history.replaceState(null, "", address);
    setAsked(next);
  };
  return [asked, ask];
}

/** The forecast that a link asks to verify (`?verify=24h-20250717T00Z`). */
function askedForecast(): string | null {
  const text = new URLSearchParams(window.location.search).get("verify");
  return text !== null && parseSlotId(text) !== null ? text : null;
}

/** Whoever follows a link to a verification sees it done. */
function useVerifyAsked(start: (task: Task) => void): void {
  const begin = useRef(start);
  useEffect(() => {
    const id = askedForecast();
    if (id !== null) begin.current({ kind: "forecast", id });
  }, []);
}

/** The newest forecast among these entries. */
function newestOf(entries: readonly { kind: string; body: string }[] | undefined): string | null {
  const forecast = entries?.findLast((entry) => entry.kind === "forecast");
  if (forecast === undefined) return null;
  const { slot } = JSON.parse(forecast.body) as { slot: { horizon: string; cutoff: string } };
  return `${slot.horizon}-${slot.cutoff.replaceAll("-", "").slice(0, 11)}Z`;
}
