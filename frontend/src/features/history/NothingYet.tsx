import type { NextSlot } from "../../api/documents";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import { instantOf } from "../../domain/units";
import { weekdayTime } from "../../lib/formatTime";
import "./history.css";

interface Props {
  horizon: Horizon;
  next: NextSlot | undefined;
}

/** The first day: no slot of this horizon has been settled. */
export function NothingYet({ horizon, next }: Props) {
  return (
    <section className="failure" aria-label="No history yet">
      <h1>The history begins with the first slot</h1>
      <p>
        No {HORIZON_FACTS[horizon].adjective} forecast has been due yet.
        {next ? ` The first is, on ${weekdayTime(instantOf(next.cutoff))}.` : ""} From then on every
        slot stands here, as it was issued and beside what came; one that was missed stands here
        too.
      </p>
    </section>
  );
}
