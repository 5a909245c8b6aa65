/** The fan, drawn among the candles of a lightweight-charts series. */
import type {
  AutoscaleInfo,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";
import type { Instant, Price } from "../../domain/units";
import type { FanBand, FanShape } from "../fan/fanShape";
import type { Colours } from "./colours";

export interface FanDrawing {
  shape: FanShape;
  /** The 80 % band of the forecast before; null where none is. */
  previous: FanBand | null;
  /** Hours after the first at which an instant lies. */
  place: (at: Instant) => number;
}

type Target = Parameters<IPrimitivePaneRenderer["draw"]>[0];
const DASHES = [3, 3];
const MEDIAN_WIDTH_PX = 1.6;
const PREVIOUS_OPACITY = 0.07;

export class FanPrimitive implements ISeriesPrimitive<Time> {
  #chart: SeriesAttachedParameter<Time> | null = null;
  #fan: FanDrawing | null = null;
  #colours: Colours;
  readonly #views: readonly IPrimitivePaneView[];

  constructor(colours: Colours) {
    this.#colours = colours;
    const renderer = { draw: (target: Target) => this.#draw(target) };
    this.#views = [{ zOrder: () => "bottom", renderer: () => renderer }];
  }

  attached(chart: SeriesAttachedParameter<Time>): void {
    this.#chart = chart;
  }

  detached(): void {
    this.#chart = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  show(fan: FanDrawing | null, colours: Colours): void {
    this.#fan = fan;
    this.#colours = colours;
    this.#chart?.requestUpdate();
  }

  /** Keeps the whole fan in the picture while any of it is in sight. */
  autoscaleInfo(_: Logical, until: Logical): AutoscaleInfo | null {
    const fan = this.#fan;
    if (fan === null || until < fan.place(fan.shape.cutoff)) return null;
    const ends = [...fan.shape.bands, ...(fan.previous ? [fan.previous] : [])].flatMap((band) =>
      band.points.flatMap(({ low, high }) => [low, high]),
    );
    return { priceRange: { minValue: Math.min(...ends), maxValue: Math.max(...ends) } };
  }

  #draw(target: Target): void {
    const fan = this.#fan;
    if (fan === null || this.#chart === null) return;
    // biome-ignore lint/correctness/useHookAtTopLevel: of the canvas, not of React.
    target.useMediaCoordinateSpace(({ context, mediaSize: { height } }) => {
      const { ink, accent, lineStrong, fan: opacities } = this.#colours;
      context.save();
      if (fan.previous !== null) {
        this.#trace(context, outline(fan.previous));
        fill(context, ink, PREVIOUS_OPACITY);
        context.setLineDash(DASHES);
        stroke(context, lineStrong, 1);
      }
      for (const band of fan.shape.bands) {
        this.#trace(context, outline(band));
        const { percent } = band;
        fill(context, accent, percent === 90 ? opacities[80] : opacities[percent]);
      }
      context.setLineDash([]);
      this.#trace(context, fan.shape.median);
      stroke(context, accent, MEDIAN_WIDTH_PX);
      const cutoff = this.#x(fan.shape.cutoff);
      context.beginPath();
      context.moveTo(cutoff, 0);
      context.lineTo(cutoff, height);
      context.setLineDash(DASHES);
      stroke(context, lineStrong, 1);
      context.restore();
    });
  }

  /** Between two hours too, of which the chart knows only the full ones. */
  #x(at: Instant): number {
    const place = this.#fan?.place(at) ?? Number.NaN;
    const before = Math.floor(place);
    const [left, right] = [before, before + 1].map(
      (hour) => this.#chart?.chart.timeScale().logicalToCoordinate(hour as Logical) ?? Number.NaN,
    );
    return left === undefined || right === undefined
      ? Number.NaN
      : left + (place - before) * (right - left);
  }

  #trace(context: CanvasRenderingContext2D, points: readonly { at: Instant; price: Price }[]) {
    context.beginPath();
    for (const { at, price } of points) {
      context.lineTo(this.#x(at), this.#chart?.series.priceToCoordinate(price) ?? Number.NaN);
    }
  }
}

/** Along the upper edge, and back along the lower. */
function outline({ points }: FanBand): { at: Instant; price: Price }[] {
  const upper = points.map(({ at, high }) => ({ at, price: high }));
  const lower = points.map(({ at, low }) => ({ at, price: low })).reverse();
  return [...upper, ...lower];
}

function fill(context: CanvasRenderingContext2D, colour: string, opacity: number): void {
  context.globalAlpha = opacity;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
}

function stroke(context: CanvasRenderingContext2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}
