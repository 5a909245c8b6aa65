/** What is claimed. */
export function Claims() {
  return (
    <section id="claims">
      <h2>What is claimed</h2>
      <p>
        <strong>That the ranges hold as often as they say.</strong> Of all outcomes, 8 in 10 should
        end inside the 80% range: not 9, which would mean that the ranges are too wide to be of use,
        and not 7.
      </p>
      <p>
        <strong>That they are narrower where they can be.</strong> Wild hours follow wild hours and
        nights are calmer than days, so the coming spread can be known better than by the average of
        the past. Whether ours is better than simple rules is counted, rule by rule.
      </p>
      <p>
        <strong>Not that we know the direction.</strong> At 4 hours and 24 hours up and down are
        given one half each. At 1 hour and 7 days the forecast leans a little; we call that an edge
        only when the public record proves it, and until then every forecast says “no directional
        edge”.
      </p>
      <details>
        <summary>How small a proved edge would be</summary>
        <p>
          In a backtest on Binance’s hourly candles of 2018 to July 2025 (not the record), the
          1-hour forecast leaned to the right side in 54 of 100 hours. Following it would have
          earned 2 hundredths of a percent an hour before costs, which does not pay them. At 7 days
          nothing was proved. No figure of this kind says anything of tomorrow.
        </p>
      </details>
      <p>It is not financial advice, and a range is not a promise.</p>
    </section>
  );
}

/** Where the forecasts end. */
export function NotSaid() {
  return (
    <section id="not-said">
      <h2>What is not said</h2>
      <ul>
        <li>
          <strong>How bad it gets outside.</strong> One in ten outcomes should end above the 80%
          range and one below; in 1 of 50 the price ends beyond everything that is published (below
          the 1% or above the 99% value). Of how far beyond, nothing is said.
        </li>
        <li>
          <strong>The path.</strong> A forecast is of one moment, the target. Of the way there only
          the chance to touch a price is given, by hourly candles; at 7 days not even that. Whether
          prices were touched as often as said is on the <a href="/record">track record</a>.
        </li>
        <li>
          <strong>Why.</strong> No news, no order books, no other markets are read: only the price’s
          own hours.
        </li>
        <li>
          <strong>The minutes before it appears.</strong> What is read ends at the cutoff; the
          forecast appears up to ten minutes later, and a price touched in between is not taken out.
        </li>
        <li>
          <strong>What has never happened.</strong> The spread is made of past surprises. A market
          unlike all of them moves further than the forecast says.
        </li>
      </ul>
      <details>
        <summary>Known weaknesses</summary>
        <p>
          The 7-day forecast is the weakest: weeks are few, and in some past years (2018, 2020,
          2022, 2025) a simple rule was as good or better. At 24 hours the range was held less often
          after calm days than after wild ones. On a history of only months, coverage at 24 hours
          and 7 days falls. These are findings of the backtest, on the same years on which the
          settings were chosen.
        </p>
      </details>
    </section>
  );
}

/** By what anybody can refute the claims. */
export function Wrong() {
  return (
    <section id="wrong">
      <h2>What would prove us wrong</h2>
      <ul>
        <li>
          A range whose share of outcomes lies off its promise by more than chance allows: the{" "}
          <a href="/record">track record</a> then says “too narrow” or “too wide”, in those words.
        </li>
        <li>
          A simple rule that loses less than we do, beyond chance: it then says “worse than”, with
          the rule’s name.
        </li>
        <li>
          A missing slot without a mark, a forecast that was changed, or one that was made later
          than it says: the <a href="/ledger">ledger</a> shows it, and so does your own copy of it.
        </li>
        <li>
          A forecast that cannot be computed anew from the model and the candles that it names:{" "}
          <a href="/models">anybody can try</a>.
        </li>
      </ul>
      <p>
        None of this can be taken down quietly. Losses stay, misses stay, and a model that was
        replaced keeps its forecasts.
      </p>
    </section>
  );
}
