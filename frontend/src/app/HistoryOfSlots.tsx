import { useState } from "react";
import { Awaited } from "../components/Awaited";
import { PanelBoundary } from "../components/PanelBoundary";
import { Skeleton } from "../components/Skeleton";
import { cutoffAt, type SlotSpan, stepOf } from "../domain/slot";
import { type Instant, instantOf } from "../domain/units";
import { NoSuchSlot } from "../features/history/NoSuchSlot";
import { Scrubber } from "../features/history/Scrubber";
import { SlotPicture } from "../features/history/SlotPicture";
import { SlotSentence } from "../features/history/SlotSentence";
import { Stretch } from "../features/history/Stretch";
import { useDebounced } from "../lib/useDebounced";
import { useCandlesAround, useForecast, useWindow } from "./useHistory";

/** A slider passes over slots that nobody wants to see. */
const ASKED_AFTER_MS = 120;

interface Props {
  span: SlotSpan;
  /** The newest cutoff whose outcome is known. */
  newestKnown: Instant;
  /** The one asked for; null for the newest. */
  cutoff: Instant | null;
  dataAsOf: string | null;
  onChoose: (cutoff: Instant) => void;
}

/** Scrubber, sentence and picture of the slot that is chosen, and those around it. */
export function HistoryOfSlots({ span, newestKnown, cutoff, dataAsOf, onChoose }: Props) {
  const { horizon } = span;
  const isSlot = cutoff === null || cutoffAt(span, stepOf(span, cutoff)) === cutoff;
  // What a reader looks at does not move on by itself; "Newest" does that.
  const [first] = useState(newestKnown);
  const shown = cutoff === null || !isSlot ? first : cutoff;
  const slot = { horizon, cutoff: shown };
  const asked = useDebounced(shown, ASKED_AFTER_MS);
  const askedSlot = { horizon, cutoff: asked };
  const stretch = useWindow(askedSlot, dataAsOf);
  const row = stretch.data?.rows.find(
    (one) => one.horizon === horizon && instantOf(one.cutoff) === shown,
  );
  const isIssued = row !== undefined && row.status !== "missed";
  const settled = row?.status === "scored";
  const forecast = useForecast(isIssued && asked === shown ? slot : null, settled, dataAsOf);
  const candles = useCandlesAround(askedSlot, dataAsOf);
  return (
    <>
      {isSlot ? null : <NoSuchSlot horizon={horizon} cutoff={cutoff} span={span} />}
      <PanelBoundary what="The scrubber" of={row}>
        <Scrubber span={span} cutoff={shown} row={row} onChoose={onChoose} />
      </PanelBoundary>
      <Awaited
        query={stretch}
        what="The slots of that time"
        skeleton={<Skeleton label="The slots are on their way" size="headline" />}
      >
        {({ rows, from, until }) => (
          <>
            <PanelBoundary what="The slot in a sentence" of={slot.cutoff}>
              <SlotSentence slot={slot} row={row} forecast={forecast.data} />
            </PanelBoundary>
            <PanelBoundary what="The picture of the slot" of={slot.cutoff}>
              <SlotPicture
                slot={slot}
                row={row}
                forecast={forecast}
                candles={candles}
                isSettling={asked !== shown || candles.isPlaceholderData}
              />
            </PanelBoundary>
            <PanelBoundary what="The slots around it" of={rows}>
              <Stretch
                horizon={horizon}
                // Read after the span, they may reach beyond where the scrubber ends.
                rows={rows.filter((one) => instantOf(one.cutoff) <= span.last)}
                from={Math.max(from, span.first) as Instant}
                until={Math.min(until, span.last) as Instant}
                chosen={shown}
                onChoose={onChoose}
              />
            </PanelBoundary>
          </>
        )}
      </Awaited>
    </>
  );
}
