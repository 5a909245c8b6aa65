/** On what terms this is published. */
export function Terms() {
  return (
    <>
      <header className="page-head">
        <p className="page-head__page">Terms</p>
        <h1>Free to read, to copy and to check. Not advice, and without any warranty.</h1>
      </header>
      <div className="prose">
        <section>
          <h2>Not financial advice</h2>
          <p>
            Candor publishes statistical forecasts of how far a price may move. They are made by a
            program that knows nothing of anybody’s circumstances, and they recommend neither buying
            nor selling nor holding anything. A range that holds 8 times in 10 fails 2 times in 10.
            Whoever acts on a forecast does so on their own judgement and at their own risk.
          </p>
        </section>
        <section>
          <h2>No warranty</h2>
          <p>
            The site, its API and its record are provided as they are. Forecasts can be wrong, late
            or missing, and the site can be down; what happened then stands on the{" "}
            <a href="/record">record</a> and on <a href="/status">Status</a>. Nobody promises that
            the service goes on.
          </p>
        </section>
        <section>
          <h2>What you may do</h2>
          <ul>
            <li>Read, quote and embed the forecasts; say when they were issued.</li>
            <li>
              Copy the record, keep it, check it and publish what you find. That is what it is for.
            </li>
            <li>
              Use the <a href="/developers">API</a> without asking, at a pace that leaves it to
              others too.
            </li>
          </ul>
          <p>Do not show an altered forecast as Candor’s, or this record as another’s.</p>
        </section>
        <section>
          <h2>Software</h2>
          <p>
            Candor is free software under the{" "}
            <a href="https://www.apache.org/licenses/LICENSE-2.0">Apache License 2.0</a>, whose
            disclaimer of warranty and limitation of liability apply. What the law of your country
            forbids to exclude is not excluded.
          </p>
          <p>
            Who runs this copy: <a href="/imprint">imprint</a>.
          </p>
        </section>
      </div>
    </>
  );
}
