/** The charts of forecasts, from the same documents that the models' tests use. */
import type { ReactNode } from "react";
import type { CandleRow, ForecastRow } from "../../src/api/documents";
import { DotPlot } from "../../src/charts/dots/DotPlot";
import { FanChart } from "../../src/charts/fan/FanChart";
import { HindsightChart } from "../../src/charts/hindsight/HindsightChart";
import { IntervalMark } from "../../src/charts/interval/IntervalMark";
import { OutcomesChart } from "../../src/charts/outcomes/OutcomesChart";
import type { PreviousForecast } from "../../src/domain/previous";
import { HOUR_MS, type Instant, later, type Price } from "../../src/domain/units";
import {
  candle,
  forecast,
  iso,
  missedRow,
  NOON,
  pendingRow,
  REFERENCE,
  row,
} from "../fixtures/documents";

const CUTOFF = NOON as Instant;
const DAY_HOURS = 24;
const nothing = () => undefined;

/** A calm market that swings; the same on every machine. */
function wave(from: number, until: number): CandleRow[] {
  return Array.from({ length: until - from }, (_, index) => {
    const hour = from + index;
    const swing = 700 * Math.sin(hour / 9) + 220 * Math.sin(hour / 2.3);
    return candle(NOON + hour * HOUR_MS, hour === -1 ? REFERENCE : REFERENCE + Math.round(swing));
  });
}

const BEFORE = wave(-120, 0);
/** Half a day is missing, in what the narrow picture shows too. */
const WITH_GAP = [...BEFORE.slice(0, -30), ...BEFORE.slice(-18)];
const AFTER = wave(-24, DAY_HOURS);
const PREVIOUS: PreviousForecast = {
  cutoff: later(CUTOFF, -DAY_HOURS * HOUR_MS),
  target: CUTOFF,
  reference: 60_700 as Price,
  low: 58_900 as Price,
  median: 60_700 as Price,
  high: 62_500 as Price,
  held: true,
};

const fan = (over: Partial<Parameters<typeof FanChart>[0]>) => (
  <FanChart
    candles={BEFORE}
    record={forecast().record}
    previous={null}
    historyHours={96}
    summary="A fan"
    {...over}
  />
);

const hindsight = (over: Partial<Parameters<typeof HindsightChart>[0]>) => (
  <HindsightChart
    candles={AFTER}
    cutoff={CUTOFF}
    target={later(CUTOFF, DAY_HOURS * HOUR_MS)}
    record={forecast().record}
    outcome={60_500 as Price}
    withOutcome
    historyHours={DAY_HOURS}
    summary="A fan and what came"
    {...over}
  />
);

const dots = (level: number, sigma = 0.025) => (
  <DotPlot record={forecast("24h", NOON, sigma).record} level={level as Price} onMove={nothing} />
);

const interval = (outcome: number | null) => (
  <IntervalMark
    low={58_100 as Price}
    median={60_000 as Price}
    high={61_950 as Price}
    outcome={outcome as Price | null}
    inside={outcome !== null && outcome < 61_950}
  />
);

/** Sixty slots: most held, one in seven outside, two missed, the newest still open. */
const SLOTS: ForecastRow[] = Array.from({ length: 60 }, (_, index) => {
  const cutoff = iso(NOON - (60 - index) * HOUR_MS);
  const own = { id: `1h-${index}`, cutoff };
  if (index === 20 || index === 21) return missedRow(own);
  if (index > 56) return pendingRow(own);
  const outside = index % 7 === 3;
  const pit = outside ? (index % 2 ? 0.97 : 0.02) : 0.15 + ((index * 37) % 70) / 100;
  return row({ ...own, pit: pit.toFixed(6), covered_80: !outside });
});

const outcomes = (rows: ForecastRow[]) => (
  <OutcomesChart
    rows={rows}
    from={later(CUTOFF, -60 * HOUR_MS)}
    until={CUTOFF}
    chosen={later(CUTOFF, -30 * HOUR_MS)}
    onChoose={nothing}
    summary="Where outcomes fell"
  />
);

export const FORECAST_CASES: Readonly<Record<string, ReactNode>> = {
  "fan-full": fan({ previous: PREVIOUS }),
  "fan-gap": fan({ candles: WITH_GAP }),
  "fan-few-candles": fan({ candles: BEFORE.slice(-5) }),
  "fan-before-the-first-forecast": fan({ record: null }),
  "fan-empty": fan({ candles: [], record: null }),
  "fan-7d": fan({ record: forecast("7d", NOON, 0.07).record }),
  "hindsight-held": hindsight({}),
  "hindsight-outside": hindsight({ record: forecast("24h", NOON, 0.004).record }),
  "hindsight-missed-slot": hindsight({ record: null }),
  "hindsight-hidden": hindsight({ withOutcome: false }),
  "hindsight-empty": hindsight({ candles: [], record: null, outcome: null }),
  "dots-middle": dots(60_000),
  "dots-high": dots(62_400),
  "dots-level-outside": dots(90_000),
  "interval-inside": interval(60_500),
  "interval-outside": interval(66_000),
  "interval-pending": interval(null),
  "outcomes-many": outcomes(SLOTS),
  "outcomes-few": outcomes(SLOTS.slice(-4)),
  "outcomes-empty": outcomes([]),
};
