import type { Forecast, ForecastRow } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { type Slot, slotId, targetOf } from "../../domain/slot";
import { instantOf, SECOND_MS } from "../../domain/units";
import { count } from "../../lib/formatNumber";
import { duration, weekdayTime } from "../../lib/formatTime";
import { localTime } from "../../lib/localTime";
import { cameOf, nameOf, placeOf, saidOf } from "./slotWords";
import "./history.css";

interface Props {
  slot: Slot;
  /** Undefined where the slot is on its way. */
  row: ForecastRow | undefined;
  /** The one shown last while the next is on its way. */
  forecast: Forecast | undefined;
}

/** What was said, what came, and where it stands on record. */
export function SlotSentence({ slot, row, forecast }: Props) {
  if (row === undefined) {
    return (
      <div className="slot" aria-busy="true">
        <p className="slot__said">Reading the slot …</p>
      </div>
    );
  }
  const id = slotId(slot);
  const target = targetOf(slot);
  const local = localTime(target);
  const said = saidOf(row);
  const own = forecast?.id === id ? forecast : undefined;
  return (
    <div className="slot" data-testid="slot" data-id={id} data-status={row.status}>
      <p className="slot__when">
        {row.status === "missed" ? "No forecast" : "Forecast"} for {weekdayTime(target)}
        {local === null ? "" : ` (${local})`}
      </p>
      <h1 className="slot__said">
        {said === null ? null : <span>{said} </span>}
        <span className={`slot__came slot__came--${row.status}`} data-held={row.covered_80}>
          {cameOf(row)}
        </span>
      </h1>
      <p className="slot__facts">
        {row.status === "missed" ? (
          <>Reason: {row.missed_reason ?? "none was given"}. </>
        ) : (
          <>
            {row.pit === null
              ? `The outcome of ${nameOf(slot.horizon)} comes at its target.`
              : `The outcome was ${placeOf(row.pit)}.`}{" "}
            {row.issued_at === null ? null : issuedText(instantOf(row.issued_at) - slot.cutoff)}
            {own ? ` by model ${own.record.model.version}. ` : ". "}
          </>
        )}
        {row.ledger_index === null ? null : (
          <a href={`/ledger?entry=${row.ledger_index}`}>Ledger entry {count(row.ledger_index)}</a>
        )}
        {row.status === "missed" ? null : (
          <>
            {" · "}
            <a href={`/ledger?verify=${id}`}>Verify it</a>
            {" · "}
            <a href={apiUrl(`/api/v1/forecasts/${id}`)}>JSON</a>
          </>
        )}
        {" · "}
        <a href={`/history?slot=${id}`}>Link to this slot</a>
      </p>
    </div>
  );
}

/** "Issued 4 s after its cutoff"; a replay's clock may stand still meanwhile. */
function issuedText(afterMs: number): string {
  return afterMs < SECOND_MS
    ? "Issued at its cutoff"
    : `Issued ${duration(afterMs)} after its cutoff`;
}
