import { svgShare } from "../scale";
import "./budget.css";

/** How much of an error budget is left; an empty bar with a broken frame when it is overspent. */
export function BudgetBar({ remaining }: { remaining: number | null }) {
  const left = Math.min(1, Math.max(0, remaining ?? 0));
  const kind = remaining === null ? "unknown" : remaining < 0 ? "spent" : "left";
  return (
    <svg className={`budget budget--${kind}`} width="100%" height="10" aria-hidden="true">
      <rect className="budget__frame" x="0.5" y="0.5" width="99.8%" height="9" rx="3" />
      <rect className="budget__left" y="0" width={svgShare(left)} height="10" rx="3" />
    </svg>
  );
}
