import { memo } from "react";
import type { ForecastRow } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { IntervalMark } from "../../charts/interval/IntervalMark";
import { Panel } from "../../components/Panel";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import type { Instant } from "../../domain/units";
import { counted } from "../../lib/formatNumber";
import { wholeDollars } from "../../lib/formatPrice";
import { shortTime, weekdayTime } from "../../lib/formatTime";
import { acted } from "../../reports/visit";
import { type MissedRow, recentForecasts, type ScoredRow } from "./resolvedRows";
import "./recent-forecasts.css";

interface Props {
  horizon: Horizon;
  rows: readonly ForecastRow[];
  /** Where the history that is replayed ends; null when it does not. */
  historyEnd: Instant | null;
  /** Of what time the rows are, where that is earlier than the rest of the page. */
  asOf: Instant | null;
}

/** What was said lately, and what came: hits, misses of the interval, and missed slots alike. */
export const RecentForecasts = memo(function RecentForecasts({
  horizon,
  rows,
  historyEnd,
  asOf,
}: Props) {
  const { resolved, pending, beyondEnd, nextOutcome } = recentForecasts(rows, historyEnd);
  return (
    <Panel
      title={`Recent ${HORIZON_FACTS[horizon].adjective} forecasts`}
      asOf={asOf}
      aside={
        <a
          href={apiUrl(`/api/v1/forecasts?horizon=${horizon}&format=csv`)}
          onClick={() => acted("download")}
        >
          CSV
        </a>
      }
    >
      {nextOutcome === null ? null : (
        <p className="quiet">
          {counted(pending, "forecast")} await{pending === 1 ? "s" : ""} the outcome; the next comes
          on {weekdayTime(nextOutcome)}.
        </p>
      )}
      {beyondEnd === 0 ? null : (
        <p className="quiet">
          The outcome of {counted(beyondEnd, "forecast")} lies beyond the end of the history, and
          will not be known here.
        </p>
      )}
      {resolved.length === 0 ? (
        <p className="recent__empty">
          No outcome is known yet. What was said stands here beside what came, as soon as it has
          come.
        </p>
      ) : (
        <div className="scroll">
          <table className="data recent">
            <thead>
              <tr>
                <th scope="col">Target, UTC</th>
                <th scope="col" className="number">
                  80% interval
                </th>
                <th scope="col" className="recent__mark">
                  <span className="visually-hidden">Picture</span>
                </th>
                <th scope="col" className="number">
                  Outcome
                </th>
                <th scope="col">Held?</th>
              </tr>
            </thead>
            <tbody>
              {resolved.map((row) =>
                row.kind === "scored" ? (
                  <Scored key={row.id} row={row} />
                ) : (
                  <Missed key={row.id} row={row} />
                ),
              )}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
});

function Scored({ row }: { row: ScoredRow }) {
  return (
    <tr>
      <th scope="row">
        <a href={`/history?slot=${row.id}`}>{shortTime(row.target)}</a>
      </th>
      <td className="number recent__interval">
        {wholeDollars(row.low)}–<wbr />
        {wholeDollars(row.high)}
      </td>
      <td className="recent__mark">
        <IntervalMark {...row} />
      </td>
      <td className="number">{wholeDollars(row.outcome)}</td>
      <td>{row.inside ? "inside" : <strong>outside</strong>}</td>
    </tr>
  );
}

function Missed({ row }: { row: MissedRow }) {
  return (
    <tr className="recent__missed">
      <th scope="row">{shortTime(row.target)}</th>
      <td colSpan={3}>no forecast was issued: {row.reason}</td>
      <td>
        <strong>missed</strong>
      </td>
    </tr>
  );
}
