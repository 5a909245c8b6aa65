import { useState } from "react";
import { isOutside } from "../../charts/pit-dots/pitDotsModel";
import { binLabel } from "../../charts/pit-histogram/pitHistogramModel";
import { counted, percent } from "../../lib/formatNumber";
import { shortTime } from "../../lib/formatTime";
import { useReturnedFocus } from "../../lib/useReturnedFocus";
import type { RecordDots } from "./recordModel";
import "./members.css";

const SHOWN_FIRST = 12;

interface Props {
  bin: number;
  members: readonly number[];
  dots: RecordDots;
  opened: number | null;
  onOpen: (index: number) => void;
  onClose: () => void;
}

/** The forecasts behind one bar, newest first; each opens. */
export function Members({ bin, members, dots, opened, onOpen, onClose }: Props) {
  useReturnedFocus();
  const [shown, show] = useState(SHOWN_FIRST);
  const left = members.length - shown;
  return (
    <section className="members" aria-label="Forecasts of the chosen bar">
      <header>
        <h3>
          {counted(members.length, "outcome")} at {binLabel(bin, 10)} of the forecast
        </h3>
        <button type="button" onClick={onClose}>
          Show all
        </button>
      </header>
      <ul>
        {members.slice(0, shown).map((index) => {
          const [cutoff, pit] = [dots.cutoffs[index], dots.pits[index]];
          if (cutoff === undefined || pit === undefined) return null;
          return (
            <li key={cutoff}>
              <button type="button" aria-pressed={index === opened} onClick={() => onOpen(index)}>
                {shortTime(cutoff)} <span>{percent(pit, 0)}</span>
                {isOutside(pit) ? <span className="visually-hidden"> outside</span> : null}
              </button>
            </li>
          );
        })}
      </ul>
      {left > 0 ? (
        <button type="button" onClick={() => show(shown + 10 * SHOWN_FIRST)}>
          Show {Math.min(left, 10 * SHOWN_FIRST)} more
        </button>
      ) : null}
    </section>
  );
}
