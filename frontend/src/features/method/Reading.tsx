import { useState } from "react";
import type { CandleRow, ForecastRecord } from "../../api/documents";
import { DotPlot } from "../../charts/dots/DotPlot";
import { FanChart } from "../../charts/fan/FanChart";
import { Awaited } from "../../components/Awaited";
import { Skeleton } from "../../components/Skeleton";
import { HORIZON_FACTS } from "../../domain/horizon";
import { centralInterval, quantileAt } from "../../domain/interval";
import { instantOf, type Price, priceOf } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import { weekdayTime } from "../../lib/formatTime";
import { EXPLAINED, type MethodDocuments } from "./documents";

/** In which the line is moved by arrow keys from one end to the other. */
const STEPS = 100;

const none = (
  <p className="quiet method__none">
    The picture comes with the first {HORIZON_FACTS[EXPLAINED].adjective} forecast.
  </p>
);

/** Fan and dots, explained by the forecast that stands now. */
export function Reading({ documents: { latest, candles } }: { documents: MethodDocuments }) {
  return (
    <section id="reading">
      <h2>How to read the pictures</h2>
      <h3>The fan</h3>
      <Awaited
        query={latest}
        what="The newest forecast"
        skeleton={<Skeleton label="The newest forecast is on its way" size="chart" />}
      >
        {({ document: { forecasts } }) => {
          const record = forecasts.find((one) => one.record.slot.horizon === EXPLAINED)?.record;
          if (record === undefined) return none;
          return (
            <>
              <Awaited
                query={candles}
                what="The candles"
                skeleton={<Skeleton label="The candles are on their way" size="chart" />}
              >
                {({ document }) => <Fan record={record} candles={document.candles} />}
              </Awaited>
              <h3>The dots</h3>
              <p>
                The same forecast as twenty outcomes, each as likely as any other. Count those above
                a price, and you have the chance that it ends above it. Drag the line:
              </p>
              <Dots key={record.slot.cutoff} record={record} />
            </>
          );
        }}
      </Awaited>
    </section>
  );
}

function Fan({ record, candles }: { record: ForecastRecord; candles: readonly CandleRow[] }) {
  const { low, high } = centralInterval(record, 80);
  const [from, to] = [wholeDollars(priceOf(low.price)), wholeDollars(priceOf(high.price))];
  const when = weekdayTime(instantOf(record.slot.target));
  return (
    <>
      <figure>
        <FanChart
          candles={candles}
          record={record}
          previous={null}
          historyHours={HORIZON_FACTS[EXPLAINED].historyHours}
          summary={`The forecast that stands now: 80% of outcomes between ${from} and ${to} at ${when}.`}
        />
      </figure>
      <p>
        This is the forecast that stands now. Left of its beginning are the hours that were; at the
        right end is what is forecast, for {when}. The middle band holds 5 in 10 outcomes, the next
        8 in 10 ({from} to {to}), the outermost 95 in 100. Only the end is forecast: the widening on
        the way is drawn to guide the eye.
      </p>
    </>
  );
}

function Dots({ record }: { record: ForecastRecord }) {
  const [level, move] = useState<Price>(priceOf(record.reference_price));
  const low = priceOf(quantileAt(record, 0.025).price);
  const high = priceOf(quantileAt(record, 0.975).price);
  return (
    <figure>
      <DotPlot record={record} level={level} onMove={move} />
      <input
        type="range"
        aria-label="The line, in dollars"
        aria-valuetext={wholeDollars(level)}
        min={low}
        max={high}
        step={Math.max(1, Math.round((high - low) / STEPS))}
        value={level}
        onChange={(event) => move(Number(event.target.value) as Price)}
      />
      <figcaption className="quiet">
        The line is at {wholeDollars(level)}; it began at the price of the cutoff. On the{" "}
        <a href="/">forecast’s own page</a> it can also be typed.
      </figcaption>
    </figure>
  );
}
