import { memo } from "react";
import type { CandleRow, ForecastRecord } from "../../api/documents";
import { Panel } from "../../components/Panel";
import { dailyVolatilities } from "../../domain/volatility";
import { percent } from "../../lib/formatNumber";
import { aheadSentence, calmSentence } from "./calmWords";
import "./calm.css";

interface Props {
  candles: readonly CandleRow[];
  /** Whether the older candles, which say what is usual, have been read. */
  isWhole: boolean;
  /** The 24-hour forecast, which alone speaks of the day ahead; undefined before there is one. */
  day: ForecastRecord | undefined;
}

const TOO_FEW = "Not enough unbroken days of candles yet to say what is usual.";
const UNREAD = "How the last day compares is said here once the older candles have been read.";

/** The volatility regime in words: how calm it was, and may become. */
export const CalmPanel = memo(function CalmPanel({ candles, isWhole, day }: Props) {
  const volatilities = dailyVolatilities(candles);
  const [newest] = volatilities;
  const was = calmSentence(volatilities);
  const ahead = day ? aheadSentence(day) : null;
  return (
    <Panel title="How calm is it?">
      <div className="panel__sides">
        <div>
          <p className="calm__was">{was ?? (isWhole ? TOO_FEW : UNREAD)}</p>
          {ahead === null ? null : <p>{ahead}</p>}
        </div>
        <p className="quiet">
          {newest === undefined
            ? null
            : `Realised volatility of the last 24 hours: ${percent(newest)}. `}
          A day is called volatile when it is among the most volatile third of the year before.
        </p>
      </div>
    </Panel>
  );
});
