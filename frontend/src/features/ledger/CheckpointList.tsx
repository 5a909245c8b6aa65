import type { CheckpointRow, Checkpoints } from "../../api/documents";
import { instantOf } from "../../domain/units";
import { count } from "../../lib/formatNumber";
import { fullTime } from "../../lib/formatTime";
import "./ledger.css";

const SHOWN_FIRST = 6;
const ROOT_DIGITS = 12;
const PLACES: Readonly<Record<string, string>> = {
  s3: "second store",
  opentimestamps: "OpenTimestamps",
};

/** What was signed when, and who keeps it besides us. */
export function CheckpointList({ document }: { document: Checkpoints }) {
  const { checkpoints, verifier_key, time_stamps } = document;
  if (checkpoints.length === 0) {
    return (
      <p>
        {verifier_key === null
          ? "No key signs checkpoints here: entries can be hashed and compared, but nobody answers for them."
          : "None has been signed yet; the first follows the first forecasts, within minutes."}
      </p>
    );
  }
  const newestKept = checkpoints.find((one) => one.anchors.length > 0)?.size ?? 0;
  return (
    <>
      <Table rows={checkpoints.slice(0, SHOWN_FIRST)} newestKept={newestKept} />
      {checkpoints.length > SHOWN_FIRST ? (
        <details className="ledger__more">
          <summary>{count(checkpoints.length - SHOWN_FIRST)} before them</summary>
          <Table rows={checkpoints.slice(SHOWN_FIRST)} newestKept={newestKept} />
        </details>
      ) : null}
      {time_stamps.length === 0 ? (
        <p className="quiet">No checkpoint has been time-stamped in Bitcoin yet.</p>
      ) : (
        <>
          <h3>Time stamps in Bitcoin</h3>
          <ul className="quiet">
            {time_stamps.map(({ size, state, detail }) => (
              <li key={`${size} ${state}`}>
                {count(size)} entries: <strong>{state}</strong>
                {detail === "" ? "" : `, ${detail}`}
              </li>
            ))}
          </ul>
        </>
      )}
      {verifier_key === null ? null : (
        <p className="quiet ledger__key">
          Signed by <code>{verifier_key}</code>. Keep this key, and a checkpoint: a rewritten
          history cannot follow from one that you hold.
        </p>
      )}
    </>
  );
}

interface TableProps {
  rows: readonly CheckpointRow[];
  /** Size of the newest that is kept elsewhere; what it covers, it keeps too. */
  newestKept: number;
}

function Table({ rows, newestKept }: TableProps) {
  return (
    <div className="scroll">
      <table className="data">
        <thead>
          <tr>
            <th scope="col" className="number">
              Entries
            </th>
            <th scope="col">Signed, UTC</th>
            <th scope="col" className="ledger__root">
              Root
            </th>
            <th scope="col">Kept elsewhere</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ size, signed_at, root_hash, anchors }) => (
            <tr key={size}>
              <th scope="row" className="number">
                {count(size)}
              </th>
              <td>{fullTime(instantOf(signed_at)).replace(" UTC", "")}</td>
              <td className="ledger__root">
                <code title={root_hash}>{root_hash.slice(0, ROOT_DIGITS)}…</code>
              </td>
              <td>
                {anchors.length === 0
                  ? size < newestKept
                    ? "in a later one"
                    : "not yet"
                  : anchors
                      .map(({ place, state }) => `${PLACES[place] ?? place}: ${state}`)
                      .join(", ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
