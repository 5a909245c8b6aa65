import type { CameTrue } from "../../api/documents";
import { ReliabilityChart } from "../../charts/reliability/ReliabilityChart";
import { Panel } from "../../components/Panel";
import { Twin } from "../../components/Twin";
import type { Instant } from "../../domain/units";
import { count, percent } from "../../lib/formatNumber";
import { rangeText } from "./recordModel";
import { touchesVerdict, touchRows } from "./touchRecord";

interface Props {
  touched: CameTrue;
  asOf: Instant | null;
}

/** Whether prices were touched as often as the forecasts said. */
export function TouchPanel({ touched, asOf }: Props) {
  const rows = touchRows(touched);
  const verdict = touchesVerdict(rows);
  return (
    <Panel title="Touches, promised and kept" asOf={asOf}>
      <div className="panel__sides">
        <div>
          <p className="record__lead">{verdict}</p>
          <ReliabilityChart
            levels={rows}
            summary={`Reliability of touches. ${verdict}`}
            promised="chance to be touched"
            counts="price"
          />
        </div>
        <div>
          <p className="quiet">
            Every forecast of the last two years is asked for the two prices, above and below, to
            which it gave 5%, 15%, … 95% to be touched, where there are such prices. A touch is
            judged by the hourly highs and lows between cutoff and target. On the dashed line as
            many were touched as said; the interval of a square does not reach it, as that of one in
            twenty does not by chance alone; neighbours share their days and go off it together.
          </p>
          <Twin
            label="Touches by the chance that was given"
            head={["Chance given", "Prices", "Touched", "Share", "95% interval"]}
            rows={() =>
              rows.map(({ level, asked, count: came, share, interval }) => [
                percent(Number(level), 0),
                count(asked),
                count(came),
                percent(Number(share)),
                rangeText(interval),
              ])
            }
          />
        </div>
      </div>
    </Panel>
  );
}
