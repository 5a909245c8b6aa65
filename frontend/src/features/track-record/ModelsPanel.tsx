import type { Models, ModelVersion } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import type { Horizon } from "../../domain/horizon";
import { HORIZON_FACTS } from "../../domain/horizon";
import { instantOf } from "../../domain/units";
import { count } from "../../lib/formatNumber";
import { fullTime } from "../../lib/formatTime";
import { baselineName, inOrder } from "./verdicts";
import "./backtest.css";

/** Backtests, fenced off: computed afterwards, by us, and in no figure of the record. */
export function ModelsPanel({ horizon, models }: { horizon: Horizon; models: Models }) {
  return (
    <section className="backtest" aria-labelledby="backtest">
      <header>
        <p className="backtest__tag">Backtest – not the record</p>
        <h2 id="backtest">How the models did on the past</h2>
      </header>
      <p className="record__lead">
        Computed before each model was let in, on outcomes that were already known. Nothing here
        counts in the figures above, and none of these forecasts was public before its outcome.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls can be focused */}
      <section className="scroll" tabIndex={0} aria-label="Backtests by model">
        <Table horizon={horizon} versions={models.versions} />
      </section>
      <p className="quiet">
        Loss over each baseline’s at {HORIZON_FACTS[horizon].label}; below 1 is better. A challenger
        issues nothing in public: it has a backtest, and no live record.{" "}
        <a href={apiUrl("/api/v1/models")}>JSON</a>
      </p>
      <h3>Who has spoken</h3>
      <ol className="backtest__log">
        {models.promotions.map((one) => (
          <li key={one.ledger_index}>
            <span className="number">{fullTime(instantOf(one.recorded_at))}</span> model{" "}
            {one.version} became {one.role} (ledger entry {count(one.ledger_index)})
          </li>
        ))}
      </ol>
    </section>
  );
}

function Table({ horizon, versions }: { horizon: Horizon; versions: readonly ModelVersion[] }) {
  const rows = versions.map((version) => ({
    version,
    result: version.evaluation.find((one) => one.horizon === horizon),
  }));
  const baselines = inOrder(rows.find((one) => one.result)?.result?.pinball_ratio ?? {});
  return (
    <table className="data">
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">Role</th>
          <th scope="col" className="number">
            Forecasts
          </th>
          {baselines.map(([baseline]) => (
            <th key={baseline} scope="col" className="number" title={baselineName(baseline)}>
              {baseline}
            </th>
          ))}
          <th scope="col" className="number">
            80% held
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ version, result }) => (
          <tr key={version.version}>
            <th scope="row">
              {version.version}: {version.name}
            </th>
            <td>{version.role === "champion" ? <strong>champion</strong> : version.role}</td>
            <td className="number">{result ? count(result.forecasts) : "–"}</td>
            {baselines.map(([baseline]) => (
              <td key={baseline} className="number">
                {shown(result?.pinball_ratio[baseline])}
              </td>
            ))}
            <td className="number">{shown(result?.coverage["80"])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(text: string | undefined): string {
  return text === undefined ? "–" : Number(text).toFixed(3);
}
