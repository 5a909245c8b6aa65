import type { Incident } from "../../api/documents";
import { Panel } from "../../components/Panel";
import type { Instant } from "../../domain/units";
import { StateMark } from "./StateMark";
import { incidentTime, UNREADABLE } from "./statusWords";

const SHOWN_MAX = 30;

interface Props {
  incidents: readonly Incident[];
  now: number;
  /** Whether anybody has ever told of incidents: without that, none is not good news. */
  known: boolean;
  /** Whether what was told of them can be read now. */
  readable: boolean;
  /** When the watcher last spoke, where that is long ago. */
  asOf: Instant | null;
}

/** Alerts that fire, and those of the last 14 days. */
export function Incidents({ incidents, now, known, readable, asOf }: Props) {
  return (
    <Panel title="Incidents, 14 days" asOf={asOf}>
      {incidents.length === 0 ? (
        <p className="status__empty">
          {!readable
            ? UNREADABLE
            : known
              ? "None."
              : "Not known: nobody has reported any, or that there were none."}
        </p>
      ) : (
        <ul className="incidents">
          {incidents.slice(0, SHOWN_MAX).map((one) => (
            <li key={`${one.alert} ${one.subject} ${one.started_at}`}>
              <IncidentText incident={one} now={now} />
            </li>
          ))}
        </ul>
      )}
      {incidents.length > SHOWN_MAX ? (
        <p className="quiet">and {incidents.length - SHOWN_MAX} before them</p>
      ) : null}
    </Panel>
  );
}

function IncidentText({ incident, now }: { incident: Incident; now: number }) {
  const { alert, component, subject, severity, summary, ended_at, acknowledged_by } = incident;
  const open = ended_at === null;
  return (
    <>
      <p className="incidents__summary">
        {open ? (
          <span className="incidents__mark">
            <StateMark state={severity === "critical" ? "failing" : "degraded"} />
          </span>
        ) : null}
        <span>
          <strong>{open ? "Open" : "Over"}:</strong> {summary}
        </span>
      </p>
      <p className="quiet">
        {incidentTime(incident, now)} · {severity} · {component}
        {subject === "" ? "" : ` (${subject})`}
        {acknowledged_by === null ? "" : ` · acknowledged by ${acknowledged_by}`}
        {" · "}
        <Runbook url={incident.runbook_url} alert={alert} />
      </p>
    </>
  );
}

/** A link where the runbook has an address; its file in docs/runbooks where it has none. */
function Runbook({ url, alert }: { url: string; alert: string }) {
  if (/^https?:/.test(url)) return <a href={url}>runbook {alert}</a>;
  return <span title={url}>runbook {url.split("/").at(-1) || alert}</span>;
}
