import { type ReactNode, useEffect } from "react";
import type { Forecast, LatestForecasts } from "../../api/documents";
import { HORIZON_FACTS } from "../../domain/horizon";
import type { Staleness } from "../../domain/staleness";
import { type Instant, instantOf, priceOf } from "../../domain/units";
import { exactDollars } from "../../lib/formatPrice";
import { fullTime } from "../../lib/formatTime";
import { localTime } from "../../lib/localTime";
import {
  type HeadlineSentence,
  headlineSentence,
  type Reading,
  tabTitle,
} from "./headlineSentence";
import "./headline.css";

interface Props {
  forecast: Forecast;
  latest: LatestForecasts;
  reading: Reading;
  staleness: Staleness;
  /** What counts down to the next forecast; null where none is announced. */
  next: ReactNode;
  /** Of what time the forecasts are, where newer ones cannot be read; null where they can. */
  asOf: Instant | null;
}

/** The forecast in one sentence, and where it stands on record. */
export function Headline({ forecast, latest, reading, staleness, next, asOf }: Props) {
  const sentence = headlineSentence(forecast, latest, reading);
  const { slot } = forecast.record;
  const title =
    staleness === "gone" ? "No current forecast · Candor" : tabTitle(sentence, slot.horizon);
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (staleness === "gone") return <NoCurrentForecast forecast={forecast} sentence={sentence} />;
  const local = localTime(instantOf(slot.target));
  return (
    <div className={`headline headline--${staleness}`}>
      <h1
        data-testid="headline"
        data-id={forecast.id}
        data-horizon={slot.horizon}
        data-low={sentence.publishedLow}
        data-high={sentence.publishedHigh}
      >
        By <time dateTime={slot.target}>{sentence.at}</time> there is an 8 in 10 chance that{" "}
        {sentence.subject} is between <b>{sentence.low}</b> and <b>{sentence.high}</b>
      </h1>
      {/* Always a line: the HTML that arrives does not know the reader's clock. */}
      <p className="headline__local">
        {local === null ? "All times are in UTC." : `${local} by your clock`}
      </p>
      <p className="headline__complement">
        {sentence.complement} {sentence.direction}
      </p>
      {asOf === null ? (
        sentence.caveat && <p className="notice">{sentence.caveat}</p>
      ) : (
        <p className="notice">
          These are the last known forecasts, as of {fullTime(asOf)}; newer ones cannot be read just
          now.
          {reading.now < instantOf(slot.target) ? "" : " The time this one speaks of has passed."}
        </p>
      )}
      <OnRecord forecast={forecast} next={next} />
    </div>
  );
}

/** Instead of a forecast that is more than a day behind. */
function NoCurrentForecast({
  forecast,
  sentence,
}: {
  forecast: Forecast;
  sentence: HeadlineSentence;
}) {
  const { adjective } = HORIZON_FACTS[forecast.record.slot.horizon];
  return (
    <div className="headline">
      <h1>There is no current {adjective} forecast</h1>
      <p className="headline__complement">
        For more than a day nothing new has come. The last one said 8 in 10 for {sentence.low} to{" "}
        {sentence.high} at {sentence.at}: do not take it for what may come.{" "}
        <a href="/status">What is wrong, and since when</a>
      </p>
      <OnRecord forecast={forecast} next={null} />
    </div>
  );
}

function OnRecord({
  forecast: { record, ledger_index },
  next,
}: {
  forecast: Forecast;
  next: ReactNode;
}) {
  return (
    <dl className="headline__record">
      <div>
        <dt>Issued</dt>
        <dd>
          <time dateTime={record.issued_at}>{fullTime(instantOf(record.issued_at))}</time>
        </dd>
      </div>
      <div>
        <dt>Price then</dt>
        <dd>{exactDollars(priceOf(record.reference_price))}</dd>
      </div>
      <div>
        <dt>Model</dt>
        <dd>version {record.model.version}</dd>
      </div>
      <div>
        <dt>On record</dt>
        <dd>
          <a href={`/ledger?entry=${ledger_index}`}>ledger entry {ledger_index}</a>
        </dd>
      </div>
      {next === null ? null : (
        <div>
          <dt>Next forecast</dt>
          <dd>{next}</dd>
        </div>
      )}
    </dl>
  );
}
