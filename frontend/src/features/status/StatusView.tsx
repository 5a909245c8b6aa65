import type { StatusDocument } from "../../api/documents";
import { MODE_LABELS } from "../../components/modeWords";
import { OutageNotice } from "../../components/OutageNotice";
import type { Outage } from "../../components/outageWords";
import { PanelBoundary } from "../../components/PanelBoundary";
import { troublesOf } from "../../domain/health";
import { type Instant, instantOf, SECOND_MS } from "../../domain/units";
import { useNow } from "../../lib/useNow";
import { Incidents } from "./Incidents";
import { Jobs } from "./Jobs";
import { Parts } from "./Parts";
import { Promises } from "./Promises";
import { StateMark } from "./StateMark";
import { ago, watchText } from "./statusWords";
import { UptimePanel } from "./UptimePanel";
import { WorldFigures } from "./WorldFigures";
import "./status.css";

const REFRESH_MS = 5 * SECOND_MS;

interface Props {
  status: StatusDocument;
  /** Wall time at which the status was true, in milliseconds. */
  readAt: Instant | number;
  /** Whether its figures are the last known, because the database does not answer. */
  stale: boolean;
  /** What cannot be read anew; null while all can. */
  outage: Outage | null;
  onRetry: () => void;
}

/** One sentence first, then what it rests on. */
export function StatusView({ status, readAt, stale, outage, onRetry }: Props) {
  const now = useNow(REFRESH_MS);
  const { operation } = status;
  const { reported_at, state } = operation.watch;
  // What a watcher told before it fell silent is as old as its last word.
  const asOf = state === "late" && reported_at !== null ? instantOf(reported_at) : null;
  const readable = state !== "unreadable";
  return (
    <div className="status">
      <div className="status__head" role="status">
        <h1>
          <span className="status__mark">
            <StateMark state={outage === null ? operation.state : "unknown"} />
          </span>
          <span>{operation.summary}</span>
        </h1>
        {outage === null ? null : (
          <p className="notice">
            <OutageNotice outage={outage} />{" "}
            <button type="button" className="status__retry" onClick={onRetry}>
              Try now
            </button>
          </p>
        )}
        {stale ? (
          <p className="notice">
            The database does not answer. The record’s figures below are those of{" "}
            {ago(new Date(readAt).toISOString(), now)}; parts, uptime and incidents are of now.
          </p>
        ) : null}
      </div>
      <p className="status__watch">
        <strong>{MODE_LABELS[status.mode]}.</strong> {watchText(operation, now)}
      </p>
      <PanelBoundary what="What works in a reduced way" of={status}>
        <Reduced steps={[...troublesOf(status).map(sentence), ...operation.degraded_steps]} />
      </PanelBoundary>
      <div className="status__columns">
        <div>
          <PanelBoundary what="The incidents" of={status}>
            <Incidents
              incidents={operation.incidents}
              now={now}
              known={reported_at !== null}
              readable={readable}
              asOf={asOf}
            />
          </PanelBoundary>
          <PanelBoundary what="The parts" of={status}>
            <Parts components={operation.components} now={now} />
          </PanelBoundary>
          <PanelBoundary what="The jobs" of={status}>
            <Jobs jobs={operation.jobs} now={now} readable={readable} />
          </PanelBoundary>
        </div>
        <div>
          <PanelBoundary what="The uptime" of={status}>
            <UptimePanel uptime={operation.uptime} readable={readable} asOf={asOf} />
          </PanelBoundary>
          <PanelBoundary what="What is promised" of={status}>
            <Promises budgets={operation.budgets} readable={readable} asOf={asOf} />
          </PanelBoundary>
          <PanelBoundary what="The figures of this world" of={status}>
            <WorldFigures status={status} elapsedMs={Math.max(0, now - readAt)} />
          </PanelBoundary>
        </div>
      </div>
    </div>
  );
}

function Reduced({ steps }: { steps: readonly string[] }) {
  if (steps.length === 0) return null;
  return (
    <section className="notice status__reduced" aria-label="What works in a reduced way">
      <ul>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </section>
  );
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
