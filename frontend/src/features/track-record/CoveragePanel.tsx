import type { Calibration, HorizonScores } from "../../api/documents";
import { COVERAGE_PERCENTS } from "../../charts/coverage/coverageModel";
import { CoverageRange } from "../../charts/coverage-range/CoverageRange";
import { Panel } from "../../components/Panel";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import type { Percent } from "../../domain/interval";
import type { Instant } from "../../domain/units";
import { count, percent } from "../../lib/formatNumber";
import { rangeText } from "./recordModel";

const REGIME_NAMES = { calm: "calm", middling: "middling", wild: "wild" } as const;

interface Row {
  name: string;
  forecasts: number;
  share: string;
  interval: { low: string; high: string; effective_days: number; block_days: number } | null;
}

interface Props {
  horizon: Horizon;
  horizons: readonly HorizonScores[];
  /** Null while they could not be read. */
  regimes: Calibration["regimes"] | null;
  asOf: Instant | null;
}

/** How often the intervals held: by horizon, and after calm, middling and wild days. */
export function CoveragePanel({ horizon, horizons, regimes, asOf }: Props) {
  const chosen = horizons.find((one) => one.horizon === horizon);
  return (
    <Panel title="How often the intervals held" asOf={asOf}>
      <div className="record__thirds">
        <Table
          caption={`${HORIZON_FACTS[horizon].label}, by interval`}
          rows={COVERAGE_PERCENTS.flatMap((one) => {
            const row = chosen === undefined ? null : rowOf(chosen, one, `${one}%`);
            return row === null ? [] : [{ ...row, nominal: one }];
          })}
        />
        <Table
          caption="80% interval, by horizon"
          rows={horizons.flatMap((one) => {
            const row = rowOf(one, 80, HORIZON_FACTS[one.horizon].label);
            return row === null ? [] : [{ ...row, nominal: 80 as Percent }];
          })}
        />
        <Table
          caption="80% interval, by the day before"
          rows={(regimes ?? []).flatMap(({ regime, forecasts, coverage }) => {
            const known = coverage["80"];
            if (known === undefined) return [];
            return [{ name: REGIME_NAMES[regime], forecasts, ...known, nominal: 80 as Percent }];
          })}
          none={
            regimes === null
              ? "Not read yet."
              : "Too few forecasts to tell calm days from wild ones."
          }
        />
      </div>
      <p className="quiet">
        Tick: promised; dot: what held; line: its 95% interval. A ring is off its promise beyond
        chance. Calm, middling and wild are the thirds of this record by the volatility of the 24
        hours before each forecast.
      </p>
    </Panel>
  );
}

function rowOf(scores: HorizonScores, level: Percent, name: string): Row | null {
  const share = scores.coverage?.[String(level)];
  if (share === undefined) return null;
  const interval = scores.skill?.coverage[String(level)] ?? null;
  return { name, forecasts: scores.scored, share, interval };
}

interface TableProps {
  caption: string;
  rows: readonly (Row & { nominal: Percent })[];
  none?: string;
}

function Table({ caption, rows, none }: TableProps) {
  return (
    <table className="data coverage-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Which</span>
          </th>
          <th scope="col" className="coverage-table__mark">
            <span className="visually-hidden">Picture</span>
          </th>
          <th scope="col" className="number">
            Held
          </th>
          <th scope="col" className="number">
            n
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.length === 0 ? (
          <tr>
            <td colSpan={4} className="quiet">
              {none ?? "No outcome yet."}
            </td>
          </tr>
        ) : null}
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            <td className="coverage-table__mark">
              <CoverageRange
                nominal={row.nominal / 100}
                observed={Number(row.share)}
                interval={
                  row.interval && { low: Number(row.interval.low), high: Number(row.interval.high) }
                }
              />
              <span className="coverage-table__range">{rangeText(row.interval)}</span>
            </td>
            <td className="number">{percent(Number(row.share))}</td>
            <td className="number">{count(row.forecasts)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
