import { useMemo } from "react";
import type { CandleRow, Forecast, ForecastRecord } from "../api/documents";
import { PanelBoundary } from "../components/PanelBoundary";
import type { Horizon } from "../domain/horizon";
import { HOUR_MS, instantOf } from "../domain/units";
import { CalmPanel } from "../features/calm/CalmPanel";
import { LevelsPanel } from "../features/levels/LevelsPanel";
import { useNearness } from "../lib/useNearness";
import { useChosenLevel } from "./useChosenLevel";
import type { Documents } from "./useDocuments";
import { useOlderCandles } from "./useDocuments";

const NONE: readonly CandleRow[] = [];

interface Props {
  horizon: Horizon;
  /** The forecasts whose time has not passed, and that are not too old to be asked. */
  open: readonly Forecast[];
  documents: Documents;
}

/** What a reader asks next: how likely is my price, how calm is it. A chunk of its own. */
export function ForecastDetails({ horizon, open, documents }: Props) {
  const [level, choose] = useChosenLevel();
  const scored = documents.scores.data?.document.horizons;
  const scores = scored && (scored.find((one) => one.horizon === horizon) ?? null);
  const recordOf = (wanted: Horizon) =>
    open.find(({ record }) => record.slot.horizon === wanted)?.record;
  const record = recordOf(horizon);
  return (
    <div className="panels">
      {record ? (
        <PanelBoundary what="The chance of a price">
          <LevelsPanel record={record} scores={scores} chosen={level} onChoose={choose} />
        </PanelBoundary>
      ) : null}
      <PanelBoundary what="How calm the market is">
        <Calm newer={documents.candles.data?.document.candles ?? NONE} day={recordOf("24h")} />
      </PanelBoundary>
    </div>
  );
}

/** The days before the newest candles say what is usual; they are read when their place is near. */
function Calm({ newer, day }: { newer: readonly CandleRow[]; day: ForecastRecord | undefined }) {
  const [place, isNear] = useNearness<HTMLDivElement>();
  const older = useOlderCandles(isNear ? (newer.at(-1)?.open_time ?? null) : null);
  const olderCandles = older.data?.candles;
  const candles = useMemo(() => joined(olderCandles ?? NONE, newer), [olderCandles, newer]);
  return (
    <div ref={place}>
      <CalmPanel candles={candles} isWhole={older.data !== undefined} day={day} />
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
