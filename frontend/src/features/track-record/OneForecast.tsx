import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ApiError, client, deadline, documentOf } from "../../api/client";
import type { Forecast } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { TraceNumber } from "../../components/TraceNumber";
import { baselineName, inOrder } from "../../domain/baselines";
import { centralInterval, quantileAt } from "../../domain/interval";
import { instantOf, priceOf } from "../../domain/units";
import { percent } from "../../lib/formatNumber";
import { exactDollars } from "../../lib/formatPrice";
import { fullTime } from "../../lib/formatTime";
import { localTime } from "../../lib/localTime";
import { useReturnedFocus } from "../../lib/useReturnedFocus";
import "./members.css";

/** One forecast exactly as issued, and what came. */
export function OneForecast({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery({
    queryKey: ["forecast", id],
    queryFn: ({ signal }) =>
      documentOf(
        client.GET("/api/v1/forecasts/{id}", {
          params: { path: { id } },
          signal: deadline(signal),
        }),
      ),
  });
  useReturnedFocus();
  const place = useRef<HTMLElement>(null);
  // What was asked for may open below the fold; once its facts are there, they are in sight.
  const answered = query.data !== undefined || query.error !== null;
  useEffect(() => {
    if (answered) place.current?.scrollIntoView?.({ block: "nearest" });
  }, [answered]);
  return (
    <section ref={place} className="one-forecast" aria-label={`Forecast ${id}`} aria-live="polite">
      <header>
        <h3>{id}</h3>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </header>
      {query.data ? (
        <Facts forecast={query.data.forecast} />
      ) : query.error ? (
        <>
          <p>This forecast cannot be read just now: {query.error.message}.</p>
          <TraceNumber traceId={query.error instanceof ApiError ? query.error.traceId : null} />
          <button type="button" onClick={() => void query.refetch()}>
            Try again
          </button>
        </>
      ) : (
        <p className="quiet">Reading it …</p>
      )}
    </section>
  );
}

function Facts({ forecast: { id, record, outcome, ledger_index } }: { forecast: Forecast }) {
  const target = instantOf(record.slot.target);
  const local = localTime(target);
  const { low, high } = centralInterval(record, 80);
  return (
    <>
      <dl className="figures">
        <Fact name="Made">{fullTime(instantOf(record.issued_at))}</Fact>
        <Fact name="For">
          {fullTime(target)}
          {local === null ? null : <span className="quiet"> ({local})</span>}
        </Fact>
        <Fact name="Said, 80%">
          {exactDollars(priceOf(low.price))} to {exactDollars(priceOf(high.price))}
        </Fact>
        <Fact name="Median">{exactDollars(priceOf(quantileAt(record, 0.5).price))}</Fact>
        <Fact name="Came">
          {outcome === null ? "not known yet" : exactDollars(priceOf(outcome.price))}
        </Fact>
        {outcome === null ? null : (
          <>
            <Fact name="Outcome at">{percent(Number(outcome.pit))} of the forecast</Fact>
            <Fact name="Intervals">
              {Object.entries(outcome.covered)
                .map(([level, held]) => `${level}% ${held ? "held" : "did not hold"}`)
                .join(", ")}
            </Fact>
            {inOrder(without(outcome.pinball, "model")).map(([baseline, loss]) => (
              <Fact key={baseline} name={`Against ${baselineName(baseline)}`}>
                {lossText(Number(outcome.pinball["model"]), Number(loss))}
              </Fact>
            ))}
          </>
        )}
        <Fact name="Model, ledger entry">
          version {record.model.version}, entry {ledger_index}
        </Fact>
      </dl>
      <p className="quiet">
        <a href={apiUrl(`/api/v1/forecasts/${id}`)}>All of it as JSON</a>
      </p>
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** One forecast's loss beside another's: a single outcome proves nothing, and is shown all the same. */
function lossText(own: number, other: number): string {
  if (own === other) return "lost as much";
  const share = percent(Math.abs(1 - own / other));
  return own < other ? `lost ${share} less` : `lost ${share} more`;
}

function without<T>(all: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([one]) => one !== name));
}
