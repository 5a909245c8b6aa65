import { useEffect, useId, useRef, useState } from "react";
import type { CandleRow, ForecastRecord } from "../../api/documents";
import { CandleExplorer } from "../../charts/explorer/CandleExplorer";
import { type Move, ZOOM_STEP } from "../../charts/explorer/explorerModel";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import type { PreviousForecast } from "../../domain/previous";
import { instantOf } from "../../domain/units";
import { weekdayTime } from "../../lib/formatTime";
import { Older, type OlderCandles } from "./Older";
import "./explorer-dialog.css";

interface Props {
  horizon: Horizon;
  candles: readonly CandleRow[];
  record: ForecastRecord | null;
  previous: PreviousForecast | null;
  older: OlderCandles;
  onClose: () => void;
}

/** The candles and the fan in a window of their own; Escape closes it. */
export function ExplorerDialog({ horizon, older, onClose, ...data }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const mover = useRef<(move: Move) => void>(null);
  const title = useId();
  const { adjective, historyHours } = HORIZON_FACTS[horizon];
  // The chart measures its place, which has no size before.
  const [isShown, show] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
    show(true);
  }, []);
  const move = (asked: Move) => () => mover.current?.(asked);
  return (
    <dialog ref={dialog} className="explorer-dialog" aria-labelledby={title} onClose={onClose}>
      <header className="explorer-dialog__head">
        <h2 id={title}>Candles and the {adjective} forecast</h2>
        <div className="explorer-dialog__buttons">
          <button type="button" aria-label="Zoom out" onClick={move({ zoom: ZOOM_STEP })}>
            −
          </button>
          <button type="button" aria-label="Zoom in" onClick={move({ zoom: 1 / ZOOM_STEP })}>
            +
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </header>
      {isShown ? (
        <CandleExplorer
          {...data}
          historyHours={historyHours}
          label={labelOf(data.record, adjective)}
          onOldest={older.read}
          mover={mover}
        />
      ) : null}
      <footer className="explorer-dialog__foot quiet">
        <Older older={older} oldest={data.candles[0]} />
        <p>
          Hollow: the price rose in that hour; full: it fell. Only the end of the fan is forecast
          {data.previous ? "; dashed, 80% of the forecast before it" : ""}. Times are in UTC.
        </p>
        <p className="explorer-dialog__keys">
          ← → one hour, with Shift a day; + − zoom; Home and End the oldest and the last hour.
        </p>
        <p>
          Drawn with{" "}
          <a href="https://www.tradingview.com/" rel="noopener" target="_blank">
            TradingView Lightweight Charts™
          </a>
          , © 2026 TradingView, Inc.
        </p>
      </footer>
    </dialog>
  );
}

function labelOf(record: ForecastRecord | null, adjective: string): string {
  if (record === null) return "Hourly candles, to read by arrow keys";
  const target = weekdayTime(instantOf(record.slot.target));
  return `Hourly candles and the ${adjective} forecast for ${target}, to read by arrow keys`;
}
