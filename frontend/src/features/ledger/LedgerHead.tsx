import type { Scores, StatusDocument } from "../../api/documents";
import { HORIZON_FACTS } from "../../domain/horizon";
import { instantOf } from "../../domain/units";
import { count, counted } from "../../lib/formatNumber";
import { fullTime } from "../../lib/formatTime";
import { localTime } from "../../lib/localTime";
import "./ledger.css";

/** How much is on record, and how much of it is signed. */
export function LedgerHead({ status }: { status: StatusDocument }) {
  const { ledger_size, checkpoint } = status;
  if (checkpoint !== null && !checkpoint.holds) {
    return (
      <div className="ledger__head" role="alert">
        <h1>The ledger is not what was signed.</h1>
        <p>
          It no longer begins with the {count(checkpoint.size)} entries of the checkpoint of{" "}
          {fullTime(instantOf(checkpoint.signed_at))}. Do not rely on this record; compare it with a
          checkpoint that you or others have kept.
        </p>
      </div>
    );
  }
  const signedAt = checkpoint && instantOf(checkpoint.signed_at);
  const local = signedAt && localTime(signedAt);
  const waiting = checkpoint ? Math.max(0, ledger_size - checkpoint.size) : ledger_size;
  return (
    <div className="ledger__head">
      <h1>
        {counted(ledger_size, "entry").replace(/entrys$/, "entries")} on record
        {checkpoint === null
          ? "; none is signed yet."
          : waiting === 0
            ? ", all of them signed."
            : `, the first ${count(checkpoint.size)} signed.`}
      </h1>
      <p>
        {checkpoint === null || signedAt === null ? (
          "No checkpoint has been signed yet; the first follows the first forecasts, within minutes."
        ) : (
          <>
            The newest checkpoint is of {fullTime(signedAt)}
            {local ? ` (${local})` : ""}, and the ledger still begins with it: what it covers cannot
            be changed unnoticed.
            {waiting === 0 ? "" : ` ${count(waiting)} more await the next signature.`}
          </>
        )}
      </p>
    </div>
  );
}

/** Slots by horizon: issued, scored and missed. */
export function SlotCounts({ scores }: { scores: Scores }) {
  return (
    <div className="scroll">
      <table className="data ledger__counts">
        <thead>
          <tr>
            <th scope="col">Horizon</th>
            <th scope="col" className="number">
              Issued
            </th>
            <th scope="col" className="number">
              Scored
            </th>
            <th scope="col" className="number">
              Missed
            </th>
          </tr>
        </thead>
        <tbody>
          {scores.horizons.map(({ horizon, issued, scored, missed }) => (
            <tr key={horizon}>
              <th scope="row">
                <a href={`/history?horizon=${horizon}`}>{HORIZON_FACTS[horizon].label}</a>
              </th>
              <td className="number">{count(issued)}</td>
              <td className="number">{count(scored)}</td>
              <td className="number">{missed > 0 ? <strong>{count(missed)}</strong> : 0}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
