import type { ForecastRecord } from "../../api/documents";
import { levelChances } from "../../domain/levels";
import { instantOf, type Price } from "../../domain/units";
import { chance } from "../../lib/formatNumber";
import { wholeDollars } from "../../lib/formatPrice";
import { weekdayTime } from "../../lib/formatTime";

interface Props {
  record: ForecastRecord;
  levels: readonly number[];
}

/** The picture as a table: round prices and their chances. */
export function LevelTable({ record, levels }: Props) {
  const rows = levels.map((level) => ({ level, ...levelChances(record, level as Price) }));
  const touches = rows.some(({ touch }) => touch !== null);
  return (
    <details className="levels__table">
      <summary>Round prices as a table</summary>
      <div className="scroll">
        <table className="data">
          <caption>Until {weekdayTime(instantOf(record.slot.target))}</caption>
          <thead>
            <tr>
              <th scope="col">Price</th>
              <th scope="col" className="number">
                Ends above
              </th>
              {touches ? (
                <th scope="col" className="number">
                  Touches
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {rows.toReversed().map(({ level, closeAbove, touch }) => (
              <tr key={level}>
                <th scope="row">{wholeDollars(level as Price)}</th>
                <td className="number">{chance(closeAbove)}</td>
                {touch === null ? null : <td className="number">{chance(touch)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
