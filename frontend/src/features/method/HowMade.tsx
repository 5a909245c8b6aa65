/** From candles to a distribution. */
export function HowMade() {
  return (
    <section id="model">
      <h2>How a forecast is made</h2>
      <ol className="method__steps">
        <li>
          <strong>The price</strong> is the median of several exchanges’ hourly closes, so that no
          single one can move it. Where history is replayed, it is the file’s.
        </li>
        <li>
          <strong>How wild it has been</strong> over the last hour, day, week and two weeks, after
          taking out that some hours of the week are always wilder than others.
        </li>
        <li>
          <strong>How wild it will be</strong>: a regression on those, fitted to past years; recent
          years count more.
        </li>
        <li>
          <strong>How much surprise is left</strong>: past moves, each divided by what was expected
          then, give the shape; what is expected now gives the width.
        </li>
      </ol>
      <p>
        The result is 17 values, from the 1% to the 99%: with that chance the price ends at or below
        each of them. Which model makes them, and since when, is on <a href="/models">Models</a>.
      </p>
      <details>
        <summary>The model in technical terms</summary>
        <p>
          A heterogeneous autoregression (Corsi) of log variance in two stages. Variance is Garman
          and Klass’s from each hourly candle, divided by one of 168 hour-of-week factors on New
          York’s clock. Stage one is a ridge regression on 15 features of the 336 hours before the
          cutoff: log mean variances over seven windows, means of the logs over four, and net moves
          over four, in units of the week’s volatility. Stage two fits the scale by the Laplace
          likelihood of absolute returns, which decides how far to believe level and season.
          Quantiles are that scale times the weighted empirical quantiles of past standardised
          returns (filtered historical simulation). At 1 hour the centre leans against the last
          hour; at 7 days half of each quantile is that of the last year’s returns, and half of the
          four-year drift is added.
        </p>
        <p>
          The model is a document of numbers, found by its digest; it is evaluated with a standard
          library, so that anybody gets the same digits.
        </p>
      </details>
    </section>
  );
}

/** The rules of time, without which no forecast is one. */
export function Timetable() {
  return (
    <section id="time">
      <h2>What happens when</h2>
      <ol className="method__times" aria-label="The life of a forecast">
        <li>
          <strong>Announced</strong>
          <span>The slot stands in the ledger before it is due.</span>
        </li>
        <li>
          <strong>Cutoff</strong>
          <span>On the hour. Nothing later is read.</span>
        </li>
        <li>
          <strong>Issued</strong>
          <span>Within 10 minutes, into the ledger. Later is too late: the slot is missed.</span>
        </li>
        <li>
          <strong>Target</strong>
          <span>1, 4 or 24 hours, or 7 days after the cutoff.</span>
        </li>
        <li>
          <strong>Scored</strong>
          <span>When the hour that ends at the target is known.</span>
        </li>
      </ol>
      <p>
        Cutoff ≤ issued ≤ deadline &lt; target: the database refuses anything else. Slots come every
        hour, those of 7 days at 00:00 UTC. A slot without a forecast is marked missed for ever, and
        none is filled in later.
      </p>
      <p>
        Every announcement, forecast and miss is an entry of the <a href="/ledger">ledger</a>, a
        public Merkle tree whose state is signed every hour. Whoever keeps one of those signatures
        can tell later whether anything before it was changed.
      </p>
    </section>
  );
}
