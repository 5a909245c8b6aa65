/** The one place that speaks to lightweight-charts. */
import {
  CandlestickSeries,
  type CandlestickSeriesPartialOptions,
  CrosshairMode,
  createChart,
  type DeepPartial,
  type MouseEventParams,
  type TimeChartOptions,
  type UTCTimestamp,
} from "lightweight-charts";
import type { PreviousForecast } from "../../domain/previous";
import { type Instant, type Price, SECOND_MS } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import { clockTime, dayAndMonth, weekdayTime } from "../../lib/formatTime";
import { type FanShape, previousBand } from "../fan/fanShape";
import { type Colours, coloursAt } from "./colours";
import { type Hour, placeOf } from "./explorerModel";
import { FanPrimitive } from "./FanPrimitive";

const FONT_PX = 12;
const HOURS_SEEN_MIN = 6;
/** As many hours before the oldest in sight, older ones are asked for. */
const AHEAD_HOURS = 48;
const DAY_TICK = 2;

const timeOf = (instant: Instant) => (instant / SECOND_MS) as UTCTimestamp;
const instantAt = (time: unknown) => (Number(time) * SECOND_MS) as Instant;

export interface ChartEvents {
  /** The hour under the pointer; null where it has left. */
  onPoint: (at: Instant | null) => void;
  /** The oldest hours are nearly in sight. */
  onOldest: () => void;
}

export type DrawnChart = ReturnType<typeof drawChart>;

/** A chart in this place: it is as large as the place, and asks back by `events`. */
export function drawChart(place: HTMLElement, events: ChartEvents) {
  let colours = coloursAt(place);
  let hours: readonly Hour[] = [];
  let fan: { shape: FanShape; previous: PreviousForecast | null } | null = null;
  const chart = createChart(place, { ...FIXED, ...optionsOf(colours) });
  const series = chart.addSeries(CandlestickSeries, seriesOptions(colours));
  const primitive = new FanPrimitive(colours);
  series.attachPrimitive(primitive);
  const time = chart.timeScale();
  let isViewed = false;
  let cross: { at: Instant; price: Price } | null = null;

  function showFan() {
    const previous = fan?.previous ? previousBand(fan.previous) : null;
    const at = (instant: Instant) => placeOf(hours, instant);
    primitive.show(fan && { shape: fan.shape, previous, place: at }, colours);
  }

  /** An hour out of sight has no cross: it would stand on another one, at the edge. */
  function showCross() {
    if (cross === null) return;
    const seen = time.getVisibleLogicalRange();
    const index = placeOf(hours, cross.at);
    if (seen !== null && index >= seen.from && index <= seen.to)
      chart.setCrosshairPosition(cross.price, timeOf(cross.at), series);
    else chart.clearCrosshairPosition();
  }

  chart.subscribeCrosshairMove(({ time: at, sourceEvent }: MouseEventParams) => {
    // Moved by us, it has no event, and whoever moved it knows.
    if (sourceEvent === undefined && cross !== null) return;
    cross = null;
    events.onPoint(at === undefined ? null : instantAt(at));
  });
  // A finger has no pointer to hover with: a tap puts the cross on its hour.
  chart.subscribeClick(({ time: at, point }: MouseEventParams) => {
    const price = point && series.coordinateToPrice(point.y);
    if (at === undefined || price === undefined || price === null) return;
    cross = { at: instantAt(at), price: price as number as Price };
    showCross();
    events.onPoint(cross.at);
  });
  time.subscribeVisibleLogicalRangeChange((range) => {
    // It would stay at its place on the screen, over another hour.
    showCross();
    if (range !== null && isViewed && range.from < AHEAD_HOURS) events.onOldest();
  });

  return {
    show(next: readonly Hour[], shape: FanShape | null, previous: PreviousForecast | null) {
      const [before] = hours;
      const seen = before && time.getVisibleLogicalRange();
      const older = before ? placeOf(next, before.opens) : 0;
      hours = next;
      fan = shape && { shape, previous };
      series.setData(next.map(({ opens, candle }) => ({ time: timeOf(opens), ...(candle ?? {}) })));
      showFan();
      // What came before the first hour moves nothing that is in sight.
      if (seen && isViewed)
        time.setVisibleLogicalRange({ from: seen.from + older, to: seen.to + older });
    },
    view(range: { from: number; to: number }) {
      isViewed = true;
      time.setVisibleLogicalRange(range);
    },
    /** Shows `factor` times as many hours, around the middle of what is seen. */
    zoom(factor: number) {
      const seen = time.getVisibleLogicalRange();
      if (seen === null) return;
      const middle = (seen.from + seen.to) / 2;
      const half = Math.max(HOURS_SEEN_MIN, (seen.to - seen.from) * factor) / 2;
      time.setVisibleLogicalRange({ from: middle - half, to: middle + half });
    },
    /** Puts the cross on an hour, and brings the hour in sight. */
    point(at: Instant, price: Price) {
      const index = placeOf(hours, at);
      const seen = time.getVisibleLogicalRange();
      if (seen !== null && (index < seen.from + 1 || index > seen.to - 1)) {
        const by = index < seen.from + 1 ? index - 1 - seen.from : index + 1 - seen.to;
        time.setVisibleLogicalRange({ from: seen.from + by, to: seen.to + by });
      }
      cross = { at, price };
      showCross();
    },
    repaint() {
      colours = coloursAt(place);
      chart.applyOptions(optionsOf(colours));
      series.applyOptions(seriesOptions(colours));
      showFan();
    },
    remove() {
      chart.remove();
    },
  };
}

const FIXED: DeepPartial<TimeChartOptions> = {
  autoSize: true,
  localization: {
    priceFormatter: (price: number) => wholeDollars(price as Price),
    timeFormatter: (time: unknown) => weekdayTime(instantAt(time)),
  },
  timeScale: {
    borderVisible: false,
    timeVisible: true,
    tickMarkFormatter: (time: unknown, kind: number) =>
      kind <= DAY_TICK ? dayAndMonth(instantAt(time)) : clockTime(instantAt(time)),
  },
  rightPriceScale: { borderVisible: false },
  crosshair: { mode: CrosshairMode.Normal },
  // What a finger moves up and down is what the chart stands in.
  handleScroll: { vertTouchDrag: false },
};

function optionsOf(colours: Colours): DeepPartial<TimeChartOptions> {
  const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const cross = { color: colours.quiet, labelBackgroundColor: colours.ink };
  return {
    layout: {
      // Its logo brings a style element, which the page's policy forbids: the dialog names it.
      attributionLogo: false,
      background: { color: colours.paper },
      textColor: colours.quiet,
      fontFamily: colours.font,
      fontSize: FONT_PX,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colours.line } },
    crosshair: { vertLine: cross, horzLine: cross },
    kineticScroll: { touch: !isStill, mouse: false },
  };
}

/** Hollow where the price rose, full where it fell: told apart without colour. */
function seriesOptions({ ink, paper }: Colours): CandlestickSeriesPartialOptions {
  return {
    upColor: paper,
    downColor: ink,
    borderUpColor: ink,
    borderDownColor: ink,
    wickUpColor: ink,
    wickDownColor: ink,
    priceLineVisible: false,
    lastValueVisible: false,
  };
}
