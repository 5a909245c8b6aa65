import type { CandleRow, Forecast } from "../api/documents";
import { HOUR_MS, instantOf } from "../domain/units";
import { CalmPanel } from "../features/calm/CalmPanel";
import { LevelsPanel } from "../features/levels/LevelsPanel";
import { PanelBoundary } from "./PanelBoundary";
import type { Documents } from "./useDocuments";
import { useOlderCandles } from "./useDocuments";

interface Props {
  /** The forecast on screen; undefined before the first of its horizon. */
  forecast: Forecast | undefined;
  documents: Documents;
}

/** What a reader asks next: how likely is my price, how calm is it. A chunk of its own. */
export function ForecastDetails({ forecast, documents }: Props) {
  const newer = documents.candles.data?.document.candles ?? [];
  const older = useOlderCandles(newer.at(-1)?.open_time ?? null);
  const scores = documents.scores.data?.document.horizons.find(
    (one) => one.horizon === forecast?.record.slot.horizon,
  );
  const day = documents.latest.data?.document.forecasts.find(
    ({ record }) => record.slot.horizon === "24h",
  );
  return (
    <div className="columns">
      {forecast ? (
        <PanelBoundary what="The chances of a price">
          <LevelsPanel record={forecast.record} scores={scores} />
        </PanelBoundary>
      ) : null}
      <PanelBoundary what="How calm the market is">
        <CalmPanel candles={joined(older.data?.candles ?? [], newer)} day={day?.record} />
      </PanelBoundary>
    </div>
  );
}

/** The older candles that stand before the newer ones, then those. */
function joined(older: readonly CandleRow[], newer: readonly CandleRow[]): CandleRow[] {
  const [first] = newer;
  if (!first) return [...older];
  const begins = instantOf(first.open_time);
  const before = older.filter((candle) => instantOf(candle.open_time) <= begins - HOUR_MS);
  return [...before, ...newer];
}
