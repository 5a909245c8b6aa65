import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import type { SlotSpan } from "../../domain/slot";
import type { Instant } from "../../domain/units";
import { fullTime } from "../../lib/formatTime";

interface Props {
  horizon: Horizon;
  cutoff: Instant;
  span: SlotSpan;
}

/** An address that names a slot that is none. */
export function NoSuchSlot({ horizon, cutoff, span }: Props) {
  const { adjective, cadenceHours } = HORIZON_FACTS[horizon];
  return (
    <p className="notice no-such-slot" role="alert">
      There is no {adjective} slot at {fullTime(cutoff)}: they are at{" "}
      {cadenceHours === 1 ? "every full hour" : "00:00 UTC of every day"} from{" "}
      {fullTime(span.first)} to {fullTime(span.last)} so far. Below is the newest whose outcome is
      known.
    </p>
  );
}
