import type { Models } from "../../api/documents";
import { BacktestFence, BacktestTable } from "../../components/Backtest";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";

/** Backtests, fenced off: computed afterwards, by us, and in no figure of the record. */
export function ModelsPanel({ horizon, models }: { horizon: Horizon; models: Models }) {
  return (
    <BacktestFence title="How the models did on the past">
      <p className="record__lead">
        Computed before each model was let in, on outcomes that were already known. Nothing here
        counts in the figures above, and none of these forecasts was public before its outcome.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls can be focused */}
      <section className="scroll" tabIndex={0} aria-label="Backtests by model">
        <BacktestTable horizons={[horizon]} versions={models.versions} namesHorizon={false} />
      </section>
      <p className="quiet">
        Loss over each baseline’s at {HORIZON_FACTS[horizon].label}; below 1 is better. A challenger
        issues nothing in public: it has a backtest, and no live record.{" "}
        <a href="/models">Who has spoken since when</a>
      </p>
    </BacktestFence>
  );
}
