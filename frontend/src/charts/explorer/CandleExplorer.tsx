import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { CandleRow, ForecastRecord } from "../../api/documents";
import type { PreviousForecast } from "../../domain/previous";
import type { Instant } from "../../domain/units";
import { fanShape } from "../fan/fanShape";
import { onTheme } from "./colours";
import { type DrawnChart, drawChart } from "./drawnChart";
import {
  firstView,
  hourAfter,
  hourInWords,
  hoursOf,
  type Move,
  moveOf,
  placeOf,
  priceIn,
} from "./explorerModel";
import "./explorer.css";

interface Props {
  candles: readonly CandleRow[];
  record: ForecastRecord | null;
  previous: PreviousForecast | null;
  /** Hours before the cutoff that are seen first. */
  historyHours: number;
  /** What the picture is of. */
  label: string;
  /** The oldest candles are nearly in sight. */
  onOldest: () => void;
  /** What buttons beside the chart ask of it. */
  mover: Ref<(move: Move) => void>;
}

const HINT = "Point at an hour or tap it to read it, or go through them with the arrow keys.";

/** Candles to move and zoom through by pointer, touch or keyboard, and the fan among them. */
export function CandleExplorer(props: Props) {
  const { candles, record, previous, historyHours, label, mover } = props;
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<DrawnChart | null>(null);
  const isSeen = useRef(false);
  const asked = useRef(props.onOldest);
  asked.current = props.onOldest;
  const [at, point] = useState<Instant | null>(null);
  const [spoken, speak] = useState("");
  const hours = useMemo(() => hoursOf(candles, record), [candles, record]);

  useEffect(() => {
    if (place.current === null) return;
    const drawn = drawChart(place.current, {
      onPoint: point,
      onOldest: () => asked.current(),
    });
    chart.current = drawn;
    isSeen.current = false;
    place.current.focus();
    const stop = onTheme(drawn.repaint);
    return () => {
      stop();
      drawn.remove();
    };
  }, []);

  useEffect(() => {
    chart.current?.show(hours, record && fanShape(record), previous);
    if (isSeen.current || hours.length === 0) return;
    isSeen.current = true;
    chart.current?.view(firstView(hours, record, historyHours));
  }, [hours, record, previous, historyHours]);

  const move = (asked: Move) => {
    if ("zoom" in asked) {
      chart.current?.zoom(asked.zoom);
      return;
    }
    const hour = hourAfter(hours, at, asked.hours);
    const price = hour && priceIn(hours, hour);
    if (hour === undefined || price === undefined || price === null) return;
    point(hour.opens);
    speak(hourInWords(hour, record));
    chart.current?.point(hour.opens, price);
  };
  useImperativeHandle(mover, () => move);

  const read = at === null ? undefined : hours[Math.round(placeOf(hours, at))];
  return (
    <>
      <p className="explorer__reading" aria-hidden="true">
        {read ? hourInWords(read, record) : HINT}
      </p>
      <p className="visually-hidden" role="status">
        {spoken}
      </p>
      <div
        ref={place}
        className="explorer"
        role="application"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is read by its keys.
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const asked = moveOf(event.key, event.shiftKey);
          if (asked === null) return;
          event.preventDefault();
          move(asked);
        }}
      />
    </>
  );
}
