import { KEY_PATH } from "../../api/ledgerFiles";
import { apiUrl } from "../../api/origin";
import { Panel } from "../../components/Panel";
import { acted } from "../../reports/visit";
import { RunResult } from "./RunResult";
import { useVerifier } from "./useVerifier";
import "./ledger-verification.css";

interface Props {
  /** The forecast on screen; null while there is none. */
  forecastId: string | null;
}

/** The record, checked by the reader's own browser against what was signed. */
export function LedgerVerification({ forecastId }: Props) {
  const [run, start] = useVerifier();
  const isRunning = run !== null && run.outcome === null;
  return (
    <div className="verification">
      <Panel
        title="Verify it yourself"
        aside={
          <a href="/verify.py" onClick={() => acted("download")}>
            verify.py
          </a>
        }
      >
        <p>
          Every entry is under a signed checkpoint. Your browser can fetch them all and check that
          none was changed, dropped, moved or back-dated, and that no announced slot is missing.
        </p>
        <div className="verification__tasks">
          <button
            type="button"
            disabled={isRunning}
            onClick={() => {
              acted("verify-all");
              start({ kind: "record" });
            }}
          >
            Verify in my browser
          </button>
          {forecastId === null ? null : (
            <button
              type="button"
              className="verification__lesser"
              disabled={isRunning}
              onClick={() => {
                acted("verify-one");
                start({ kind: "forecast", id: forecastId });
              }}
            >
              Only the forecast above
            </button>
          )}
          <button
            type="button"
            className="verification__lesser"
            disabled={isRunning}
            onClick={() => start({ kind: "tampered" })}
          >
            Change a digit and see
          </button>
        </div>
        <div className="verification__result" aria-live="polite">
          {run === null ? null : <RunResult run={run} />}
        </div>
        <p className="quiet">
          The page could lie about this too.{" "}
          <a href="/verify.py" onClick={() => acted("download")}>
            verify.py
          </a>{" "}
          is one file you can read and run offline with Python; the checkpoints are signed with{" "}
          <a href={apiUrl(`/${KEY_PATH}`)}>this key</a>.
        </p>
      </Panel>
    </div>
  );
}
