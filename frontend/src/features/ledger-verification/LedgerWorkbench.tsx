import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { KEY_PATH } from "../../api/ledgerFiles";
import { apiUrl } from "../../api/origin";
import { Panel } from "../../components/Panel";
import { SteadyButton } from "../../components/SteadyButton";
import { acted } from "../../reports/visit";
import { RunResult } from "./RunResult";
import type { Tampering } from "./tampering";
import type { Run, useVerifier } from "./useVerifier";
import "./ledger-verification.css";
import "./workbench.css";

const TAMPERINGS: readonly (readonly [Tampering, string])[] = [
  ["digit", "Change a digit"],
  ["dropped", "Take an entry out"],
  ["swapped", "Swap two entries"],
  ["root", "Put another root there"],
];
const MEGABYTE = 1e6;

interface Props {
  /** The page's, so that a run outlives what else is drawn on it. */
  verifier: ReturnType<typeof useVerifier>;
  /** The forecast to begin with; null while there is none. */
  forecastId: string | null;
}

/** Verification of one forecast or all, tampering that is caught, and copies to take away. */
export function LedgerWorkbench({ verifier: [run, start], forecastId }: Props) {
  const [typed, type] = useState<string | null>(null);
  const [how, choose] = useState<Tampering>("digit");
  const field = useId();
  const isRunning = run !== null && run.outcome === null;
  const result = useRef<HTMLDivElement>(null);
  const [task, outcome] = [run?.task, run?.outcome];
  // On a small screen it stands below what was pressed.
  useEffect(() => {
    if (task && outcome !== undefined) result.current?.scrollIntoView?.({ block: "nearest" });
  }, [task, outcome]);
  const id = (typed ?? forecastId ?? "").trim();
  const verifyOne = (event: FormEvent) => {
    event.preventDefault();
    acted("verify-one");
    start({ kind: "forecast", id });
  };
  return (
    <Panel title="Verify it yourself">
      <p>
        Your browser fetches what was signed and checks that no entry was changed, dropped, moved or
        back-dated, and that no announced slot is missing.
      </p>
      <div className="verification__tasks">
        <SteadyButton
          off={isRunning}
          onClick={() => {
            acted("verify-all");
            start({ kind: "record" });
          }}
        >
          Verify all in my browser
        </SteadyButton>
        <SteadyButton
          className="verification__lesser"
          off={isRunning}
          onClick={() => {
            acted("verify-all");
            start({ kind: "mirror" });
          }}
        >
          Verify all and keep a copy
        </SteadyButton>
      </div>
      <form className="workbench__row" onSubmit={verifyOne}>
        <label htmlFor={field}>One forecast, by its id</label>
        <span className="workbench__fields">
          <input
            id={field}
            value={typed ?? forecastId ?? ""}
            placeholder="24h-20250717T00Z"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => type(event.target.value)}
          />
          <SteadyButton type="submit" className="verification__lesser" off={isRunning || id === ""}>
            Verify this one
          </SteadyButton>
        </span>
      </form>
      <fieldset className="workbench__row">
        <legend>Does it notice? Tamper with what your browser has read</legend>
        <span className="workbench__fields">
          <select
            aria-label="What to do to the record"
            value={how}
            onChange={(event) => choose(event.target.value as Tampering)}
          >
            {TAMPERINGS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <SteadyButton
            className="verification__lesser"
            off={isRunning}
            onClick={() => start({ kind: "tampered", how })}
          >
            Do it and verify
          </SteadyButton>
        </span>
      </fieldset>
      <div className="verification__result" aria-live="polite" ref={result}>
        {run === null ? null : <RunResult run={run} />}
        {run?.outcome?.copy ? <Copy copy={run.outcome.copy} /> : null}
      </div>
      <Offline />
    </Panel>
  );
}

function Copy({ copy }: { copy: NonNullable<NonNullable<Run["outcome"]>["copy"]> }) {
  const [address, give] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(copy);
    give(made);
    return () => URL.revokeObjectURL(made);
  }, [copy]);
  return address === null ? null : (
    <p>
      <a href={address} download="record.tar" onClick={() => acted("download")}>
        Save record.tar
      </a>{" "}
      ({(copy.size / MEGABYTE).toFixed(1)} MB): the entries, tiles, checkpoint and key that were
      just verified.
    </p>
  );
}

function Offline() {
  return (
    <div className="workbench__offline">
      <h3>Without this page</h3>
      <p className="quiet">
        This page comes from the site whose record it checks. For doubt, take{" "}
        <a href="/verify.py" onClick={() => acted("download")}>
          verify.py
        </a>
        , one file for Python 3.9 or newer without dependencies, read it, and check a copy offline
        with <a href={apiUrl(`/${KEY_PATH}`)}>the key</a>:
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{`python3 verify.py mirror ${window.location.origin} record
python3 verify.py check record --key record/key`}</code>
      </pre>
    </div>
  );
}
