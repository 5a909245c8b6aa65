import { type ReactNode, useId } from "react";
import type { ModelVersion } from "../api/documents";
import { baselineName, inOrder } from "../domain/baselines";
import { HORIZON_FACTS, type Horizon } from "../domain/horizon";
import { count, percent } from "../lib/formatNumber";
import { numeral } from "../lib/numerals";
import "./backtest.css";

/** What was computed afterwards, by us, fenced off from the record. */
export function BacktestFence({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="backtest" aria-labelledby={id}>
      <header>
        <p className="backtest__tag">Backtest – not the record</p>
        <h2 id={id}>{title}</h2>
      </header>
      {children}
    </section>
  );
}

interface Props {
  horizons: readonly Horizon[];
  versions: readonly ModelVersion[];
  /** Whether a column names the horizon; false where the place has named it. */
  namesHorizon: boolean;
}

/** Loss over each baseline's, and coverage, of every model, horizon by horizon. */
export function BacktestTable({ horizons, versions, namesHorizon }: Props) {
  const results = versions.flatMap(({ evaluation }) =>
    evaluation.filter(({ horizon }) => horizons.includes(horizon)),
  );
  const baselines = inOrder(results[0]?.pinball_ratio ?? {}).map(([baseline]) => baseline);
  return (
    <table className="data">
      <thead>
        <tr>
          {namesHorizon ? <th scope="col">Horizon</th> : null}
          <th scope="col">Model</th>
          <th scope="col">Role</th>
          <th scope="col" className="number">
            Forecasts
          </th>
          {baselines.map((baseline) => (
            <th key={baseline} scope="col" className="number" title={baselineName(baseline)}>
              {baseline}
            </th>
          ))}
          <th scope="col" className="number">
            80% held
          </th>
        </tr>
      </thead>
      {horizons.map((horizon) => (
        <tbody key={horizon}>
          {versions.map((version, row) => (
            <tr key={version.version}>
              {namesHorizon && row === 0 ? (
                <th scope="rowgroup" rowSpan={versions.length}>
                  {HORIZON_FACTS[horizon].label}
                </th>
              ) : null}
              <Result horizon={horizon} version={version} baselines={baselines} />
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

interface ResultProps {
  horizon: Horizon;
  version: ModelVersion;
  baselines: readonly string[];
}

function Result({ horizon, version, baselines }: ResultProps) {
  const result = version.evaluation.find((one) => one.horizon === horizon);
  const coverage = result?.coverage["80"];
  return (
    <>
      <th scope="row">
        {version.version}: {version.name}
      </th>
      <td>{version.role === "champion" ? <strong>champion</strong> : version.role}</td>
      <td className="number">{result ? count(result.forecasts) : "–"}</td>
      {baselines.map((baseline) => (
        <td key={baseline} className="number">
          {shown(result?.pinball_ratio[baseline])}
        </td>
      ))}
      <td className="number">{coverage === undefined ? "–" : percent(Number(coverage))}</td>
    </>
  );
}

function shown(text: string | undefined): string {
  return text === undefined ? "–" : numeral(Number(text), 3);
}
