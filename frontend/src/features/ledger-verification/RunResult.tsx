import { TraceNumber } from "../../components/TraceNumber";
import { count } from "../../lib/formatNumber";
import type { Tampering } from "./tampering";
import type { Run } from "./useVerifier";

const DONE: Readonly<Record<Tampering, string>> = {
  digit: "One digit was changed",
  dropped: "One entry was taken out",
  swapped: "Two entries changed places",
  root: "Another root was put under the signature",
};

/** How far a verification has come, and what came of it. */
export function RunResult({ run: { task, done, of, outcome } }: { run: Run }) {
  if (outcome === null) {
    return (
      <>
        <p>{of === 0 ? "Fetching the checkpoint …" : `${count(done)} of ${count(of)} entries …`}</p>
        <progress value={of === 0 ? 0 : done} max={of === 0 ? 1 : of} aria-label="Verified" />
      </>
    );
  }
  const isCaught = task.kind === "tampered" && outcome.verdict === "broken";
  return (
    <>
      <p className="verification__sentence" data-verdict={outcome.verdict}>
        {isCaught ? `Noticed. ${DONE[task.how ?? "digit"]} in this browser, only now: ` : ""}
        {outcome.sentence}
      </p>
      <ul className="verification__details quiet">
        {outcome.details.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <TraceNumber traceId={outcome.traceId ?? null} />
    </>
  );
}
