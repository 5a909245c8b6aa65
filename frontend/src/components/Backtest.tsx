import { type ReactNode, useId } from "react";
import type { ModelVersion } from "../api/documents";
import { baselineName, inOrder } from "../domain/baselines";
import type { Horizon } from "../domain/horizon";
import { count } from "../lib/formatNumber";
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
  horizon: Horizon;
  versions: readonly ModelVersion[];
  caption?: string;
}

/** Loss over each baseline's, and coverage, of every model at one horizon. */
export function BacktestTable({ horizon, versions, caption }: Props) {
  const rows = versions.map((version) => ({
    version,
    result: version.evaluation.find((one) => one.horizon === horizon),
  }));
  const baselines = inOrder(rows.find((one) => one.result)?.result?.pinball_ratio ?? {});
  return (
    <table className="data">
      {caption === undefined ? null : <caption>{caption}</caption>}
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
