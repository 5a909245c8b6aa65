import type { ForecastPage } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { HORIZON_FACTS } from "../../domain/horizon";
import { counted } from "../../lib/formatNumber";
import { fullTime } from "../../lib/formatTime";
import { type MissedRun, missedRuns } from "./missedRuns";
import "./ledger.css";

const RUNS_SHOWN_MAX = 12;

/** Every announced slot for which no forecast was issued in time. */
export function MissedSlots({ page }: { page: ForecastPage }) {
  const runs = missedRuns(page.forecasts);
  if (runs.length === 0) {
    return (
      <p>
        None. Slots are announced before they are due, so one for which nothing was issued could not
        go unnoticed: it would stand here for ever.
      </p>
    );
  }
  const isMore = page.next_cursor !== null || runs.length > RUNS_SHOWN_MAX;
  return (
    <>
      <ul className="missed">
        {runs.slice(0, RUNS_SHOWN_MAX).map((run) => (
          <li key={run.id}>
            <a href={`/history?slot=${run.id}`}>{timesOf(run)}</a>: {run.reason}{" "}
            <span className="quiet">
              ({counted(run.slots, "slot")} of{" "}
              {run.horizons.map((one) => HORIZON_FACTS[one].label).join(", ")})
            </span>
          </li>
        ))}
      </ul>
      {isMore ? (
        <p className="quiet">
          Older ones are in{" "}
          <a href={apiUrl("/api/v1/forecasts?status=missed&format=csv")}>the whole list (CSV)</a>.
        </p>
      ) : null}
    </>
  );
}

function timesOf({ from, until }: MissedRun): string {
  return from === until ? fullTime(from) : `${fullTime(from)} to ${fullTime(until)}`;
}
