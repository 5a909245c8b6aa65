import type { ForecastRow } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { OutcomesChart } from "../../charts/outcomes/OutcomesChart";
import { kindOf } from "../../charts/outcomes/outcomesModel";
import { Panel } from "../../components/Panel";
import { TwinDetails } from "../../components/Twin";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import { type Instant, instantOf, priceOf } from "../../domain/units";
import { count } from "../../lib/formatNumber";
import { wholeDollars } from "../../lib/formatPrice";
import { shortTime } from "../../lib/formatTime";
import { acted } from "../../reports/visit";
import { stateOf } from "./slotWords";
import "./stretch.css";

interface Props {
  horizon: Horizon;
  rows: readonly ForecastRow[];
  from: Instant;
  until: Instant;
  chosen: Instant;
  onChoose: (cutoff: Instant) => void;
}

/** The slots around the chosen one: hits, misses of the interval and missed slots alike. */
export function Stretch({ horizon, rows, from, until, chosen, onChoose }: Props) {
  const tally = { inside: 0, outside: 0, pending: 0, missed: 0 };
  for (const row of rows) tally[kindOf(row)] += 1;
  const said =
    `${count(tally.inside)} inside the 80% interval, ${count(tally.outside)} outside, ` +
    `${count(tally.missed)} missed, ${count(tally.pending)} not known yet`;
  const file = `/api/v1/forecasts?horizon=${horizon}` as const;
  const limits = `cutoff_from=${stamp(from)}&cutoff_until=${stamp(until)}`;
  return (
    <div className="stretch">
      <Panel
        title={`${HORIZON_FACTS[horizon].adjective} slots, ${shortTime(from)} to ${shortTime(until)}`}
        aside={
          <span>
            CSV:{" "}
            <a href={apiUrl(`${file}&${limits}&format=csv`)} onClick={() => acted("download")}>
              these
            </a>
            {", "}
            <a href={apiUrl(`${file}&format=csv`)} onClick={() => acted("download")}>
              the newest 10,000
            </a>
          </span>
        }
      >
        <p className="quiet">
          Where each outcome fell in its own forecast. {said}. Choose one to see it.
        </p>
        <OutcomesChart
          rows={rows}
          from={from}
          until={until}
          chosen={chosen}
          onChoose={onChoose}
          summary={`Where each outcome fell in its own forecast: ${said}.`}
        />
        <ul className="stretch__legend quiet" aria-hidden="true">
          <li className="stretch__key--inside">inside</li>
          <li className="stretch__key--outside">outside</li>
          <li className="stretch__key--missed">missed</li>
          <li className="stretch__key--pending">not known yet</li>
        </ul>
        <TwinDetails label="Slots" summary="These slots as a table">
          {() => <SlotTable rows={rows} chosen={chosen} onChoose={onChoose} />}
        </TwinDetails>
      </Panel>
    </div>
  );
}

const stamp = (instant: Instant) => new Date(instant).toISOString().replace(".000Z", "Z");

function SlotTable({ rows, chosen, onChoose }: Pick<Props, "rows" | "chosen" | "onChoose">) {
  return (
    <table className="data stretch__table">
      <thead>
        <tr>
          <th scope="col">Cutoff, UTC</th>
          <th scope="col" className="number">
            80% interval
          </th>
          <th scope="col" className="number">
            Outcome
          </th>
          <th scope="col">Held?</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} aria-current={instantOf(row.cutoff) === chosen ? "true" : undefined}>
            <th scope="row">
              <a
                href={`/history?slot=${row.id}`}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  onChoose(instantOf(row.cutoff));
                }}
              >
                {shortTime(instantOf(row.cutoff))}
              </a>
            </th>
            <td className="number">{intervalOf(row)}</td>
            <td className="number">
              {row.outcome_price === null ? "" : wholeDollars(priceOf(row.outcome_price))}
            </td>
            <td>{row.covered_80 === true ? "inside" : <strong>{stateOf(row)}</strong>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function intervalOf({ q10_price, q90_price, missed_reason }: ForecastRow): string {
  if (q10_price === null || q90_price === null) return missed_reason ?? "";
  return `${wholeDollars(priceOf(q10_price))}–${wholeDollars(priceOf(q90_price))}`;
}
