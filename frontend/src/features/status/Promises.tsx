import type { Budget } from "../../api/documents";
import { BudgetBar } from "../../charts/budget/BudgetBar";
import { Panel } from "../../components/Panel";
import type { Instant } from "../../domain/units";
import { measuredText, promiseOf, remainingText, UNREADABLE } from "./statusWords";

const NO_FIGURES =
  "No figures yet. Once the watcher has reported, this place says how each promise is kept and how much of its error budget is left.";

interface Props {
  budgets: readonly Budget[];
  /** Whether what was told of them can be read now. */
  readable: boolean;
  /** When the watcher last spoke, where that is long ago. */
  asOf: Instant | null;
}

/** What is promised, what was measured, and how much may still go wrong. */
export function Promises({ budgets, readable, asOf }: Props) {
  return (
    <Panel title="Promises" asOf={asOf}>
      {budgets.length === 0 ? (
        <p className="status__empty">{readable ? NO_FIGURES : UNREADABLE}</p>
      ) : (
        <ul className="promises">
          {budgets.map((one) => (
            <li key={one.slo}>
              <p className="promises__name">
                <span className="promises__promise">{promiseOf(one)}</span>
                <span>{remainingText(one)}</span>
              </p>
              <BudgetBar remaining={one.remaining} />
              <p className="quiet">{measuredText(one)}</p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
