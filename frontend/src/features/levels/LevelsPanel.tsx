import { memo } from "react";
import type { ForecastRecord, HorizonScores } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { DotPlot } from "../../charts/dots/DotPlot";
import { DOTS, outcomesOf, plotRange } from "../../charts/dots/dotPlotModel";
import { roundTicks } from "../../charts/scale";
import { Panel } from "../../components/Panel";
import { priceAt } from "../../domain/distribution";
import { levelChances } from "../../domain/levels";
import { instantOf, type Price, priceOf } from "../../domain/units";
import { chance } from "../../lib/formatNumber";
import { wholeDollars } from "../../lib/formatPrice";
import { weekdayTime } from "../../lib/formatTime";
import { LevelInput } from "./LevelInput";
import { LevelRecord } from "./LevelRecord";
import { LevelTable } from "./LevelTable";
import "./levels.css";

interface Props {
  record: ForecastRecord;
  /** Undefined until they are read; null where the record has none of this horizon. */
  scores: HorizonScores | null | undefined;
  /** The reader's own level; null until there is one. */
  chosen: Price | null;
  onChoose: (level: Price) => void;
}

/** The quantile at which the level stands before the reader has moved it. */
const STARTS_AT = 0.75;
const TABLE_ROWS_MAX = 9;
const STEPS_MOST = 240;

/** How likely a price of the reader's own is: as dots, in words, and as the record has it. */
export const LevelsPanel = memo(function LevelsPanel({
  record,
  scores,
  chosen,
  onChoose: choose,
}: Props) {
  const [low, high] = plotRange(record);
  const [, first = 0] = roundTicks(0, high - low, STEPS_MOST);
  const step = Math.max(first, 0.01);
  const rounded = (price: number) => (Math.round(price / step) * step) as Price;
  const level = chosen ?? rounded(priceAt(record, STARTS_AT));
  const { closeAbove, touch } = levelChances(record, level);
  const above = outcomesOf(record).filter((price) => price > level).length;
  const { horizon, target } = record.slot;
  const api = `/api/v1/levels?horizon=${horizon}&price=${level.toFixed(2)}` as const;
  return (
    <Panel title="How likely is your price?" aside={<a href={apiUrl(api)}>JSON</a>}>
      <div className="panel__sides">
        <LevelInput
          level={level}
          range={[rounded(low), rounded(high)]}
          step={step}
          said={`${chance(closeAbove)} to end above`}
          onChange={choose}
        />
        <dl className="levels__chances">
          <div>
            <dt>
              Ends above {wholeDollars(level)} <span>at {weekdayTime(instantOf(target))}</span>
            </dt>
            <dd data-testid="p-close" data-value={closeAbove.toFixed(6)}>
              {chance(closeAbove)}
            </dd>
          </div>
          <div>
            <dt>
              Touches it <span>in an hour that opens before then</span>
            </dt>
            <dd data-testid="p-touch" data-value={touch?.toFixed(6)}>
              {touch === null ? "not claimed" : chance(touch)}
            </dd>
          </div>
        </dl>
        <div>
          <DotPlot record={record} level={level} onMove={(price) => choose(rounded(price))} />
          <p className="quiet">
            Each dot is 1 of {DOTS} equally likely outcomes: {above} filled ones end above your
            price, {DOTS - above} hollow ones do not. The mark on the axis is the price at the
            cutoff, {wholeDollars(priceOf(record.reference_price))}.
          </p>
        </div>
        <div>
          <LevelRecord closeAbove={closeAbove} touch={touch} scores={scores} />
          <p className="quiet">
            <a href={`/?horizon=${horizon}&level=${level}`}>A link to this price</a>, for whoever
            should see the newest forecast of it.
          </p>
          <LevelTable record={record} levels={roundTicks(low, high, TABLE_ROWS_MAX)} />
        </div>
      </div>
    </Panel>
  );
});
