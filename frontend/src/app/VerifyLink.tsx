interface Props {
  /** The forecast on screen; null while there is none. */
  forecastId: string | null;
}

/** Where a reader's own browser checks what stands here. */
export function VerifyLink({ forecastId }: Props) {
  const address = forecastId === null ? "/ledger" : `/ledger?verify=${forecastId}`;
  return (
    <section className="verify-link" aria-label="Verify it yourself">
      <p>
        None of this has to be believed: every forecast is under a signed checkpoint, and your own
        browser can check that none was changed, dropped, moved or back-dated.{" "}
        <a href={address}>
          {forecastId === null ? "Verify the record" : "Verify this forecast, or all"}
        </a>
        . How forecasts are made and scored, and what would prove us wrong:{" "}
        <a href="/method">Method</a>.
      </p>
    </section>
  );
}
