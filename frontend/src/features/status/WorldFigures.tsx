import type { StatusDocument } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { sourceName } from "../../components/modeWords";
import { Panel } from "../../components/Panel";
import { count } from "../../lib/formatNumber";
import { checkpointText, clockText, dataText } from "./statusWords";

interface Props {
  status: StatusDocument;
  /** Wall milliseconds since the status was true. */
  elapsedMs: number;
}

/** What the jobs have done, by the clock they work by. */
export function WorldFigures({ status, elapsedMs }: Props) {
  const figures: readonly (readonly [string, string])[] = [
    ["Candles from", sourceName(status.source)],
    ["Newest candle closed", dataText(status, elapsedMs)],
    ["Hours without a candle", count(status.missing_hours)],
    ["Forecasts issued", count(status.issued)],
    ["Slots missed", count(status.missed)],
    ["Waiting for their score", count(status.matured_unscored)],
    ["Ledger entries", count(status.ledger_size)],
    ["Newest signed checkpoint", checkpointText(status)],
  ];
  return (
    <Panel title="Record" aside={<a href={apiUrl("/api/v1/scores")}>Scores</a>}>
      <p className="quiet">{clockText(status)}</p>
      <dl className="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
