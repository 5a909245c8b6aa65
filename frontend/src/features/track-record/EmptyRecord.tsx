import type { ForecastRow, NextSlot } from "../../api/documents";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import { type Instant, instantOf } from "../../domain/units";
import { counted } from "../../lib/formatNumber";
import { weekdayTime } from "../../lib/formatTime";
import { localTime } from "../../lib/localTime";
import "../../charts/pit-dots/pit-dots.css";
import "./record-empty.css";

interface Props {
  horizon: Horizon;
  pending: readonly ForecastRow[];
  next: NextSlot | undefined;
  missed: number;
}

/** The first day: nothing to judge yet, so it says what will be judged, and when. */
export function EmptyRecord({ horizon, pending, next, missed }: Props) {
  return (
    <section className="record-empty" aria-label="What will stand here">
      <p className="record-empty__when">{whenText(horizon, pending, next)}</p>
      {missed === 0 ? null : (
        <p>{counted(missed, "slot")} already missed; they stay on the record as missed.</p>
      )}
      <h2>What will stand here, and cannot be taken away</h2>
      <ul>
        <li>
          <Glyph className="pit-dots__inside" d="M10 10h0" />
          <p>
            <strong>Every forecast is a dot</strong>, the moment its outcome is known. Its place
            says where in the forecast the outcome fell.
          </p>
        </li>
        <li>
          <Glyph className="pit-dots__outside" d="M6 6l8 8M6 14l8 -8" />
          <p>
            <strong>What falls outside its 80% interval is a cross.</strong> Two in ten should; more
            or fewer mean that the intervals are wrong.
          </p>
        </li>
        <li>
          <Glyph className="pit-dots__missed" d="M10 5v10" />
          <p>
            <strong>A slot without a forecast is a bar.</strong> Slots are announced before, so that
            an outage leaves a mark, never a gap.
          </p>
        </li>
        <li>
          <Glyph className="record-empty__zero" d="M1 10h18" />
          <p>
            <strong>The dashed line is knowing nothing.</strong> Four simple baselines are issued
            beside each forecast; below the line they were better, and it will show.
          </p>
        </li>
      </ul>
      <p className="quiet">
        Whether anything is proved takes 32 days at least, and about four months at 7 days: before
        that this page says “cannot be told yet”.
      </p>
    </section>
  );
}

function Glyph({ className, d }: { className: string; d: string }) {
  return (
    <svg width="20" height="20" aria-hidden="true">
      <path className={className} d={d} />
    </svg>
  );
}

/** What comes first: an outcome, or a forecast. */
export function whenText(
  horizon: Horizon,
  pending: readonly ForecastRow[],
  next: NextSlot | undefined,
): string {
  if (pending.length > 0) {
    const first = Math.min(...pending.map((row) => instantOf(row.target))) as Instant;
    const awaits = pending.length === 1 ? "awaits its outcome" : "await their outcomes";
    return `${counted(pending.length, "forecast")} ${awaits} in the ledger. The first outcome comes on ${both(first)}.`;
  }
  if (next === undefined) return "No slot has been announced yet.";
  return `The next ${HORIZON_FACTS[horizon].adjective} forecast is made on ${both(instantOf(next.cutoff))}.`;
}

function both(at: Instant): string {
  const local = localTime(at);
  return local === null ? weekdayTime(at) : `${weekdayTime(at)} (${local})`;
}
