import { useState } from "react";
import type { Calibration, Scores } from "../../api/documents";
import { CoverageChart } from "../../charts/coverage/CoverageChart";
import { coverageBars } from "../../charts/coverage/coverageModel";
import { PitHistogramChart } from "../../charts/pit-histogram/PitHistogramChart";
import { binLabel } from "../../charts/pit-histogram/pitHistogramModel";
import { ReliabilityChart } from "../../charts/reliability/ReliabilityChart";
import { Awaited } from "../../components/Awaited";
import { Skeleton } from "../../components/Skeleton";
import { baselineName, inOrder } from "../../domain/baselines";
import { HORIZON_FACTS } from "../../domain/horizon";
import { counted, percent } from "../../lib/formatNumber";
import { EXPLAINED, type MethodDocuments } from "./documents";

const none = (
  <p className="quiet method__none">The picture comes with the first outcomes on record.</p>
);

/** Coverage, PIT, reliability, loss and skill, explained by the record so far. */
export function HowScored({ documents: { calibration, scores } }: { documents: MethodDocuments }) {
  return (
    <section id="scoring">
      <h2>How it is scored</h2>
      <p>
        Every forecast, when its outcome is known, by the numbers as they were published. Nothing is
        left out. The pictures here are of the {HORIZON_FACTS[EXPLAINED].adjective} record so far.
      </p>
      <h3>Coverage: did the ranges hold?</h3>
      <Awaited
        query={scores}
        what="The scores"
        skeleton={<Skeleton label="The scores are on their way" size="panel" />}
      >
        {({ document }) => <Coverage scores={document} />}
      </Awaited>
      <Awaited
        query={calibration}
        what="The record’s pictures"
        skeleton={<Skeleton label="The record’s pictures are on their way" size="chart" />}
      >
        {({ document }) => <Calibrated calibration={document} />}
      </Awaited>
      <h3>Loss: was it any good?</h3>
      <p>
        Wide ranges always hold and help nobody. So each forecast also has a loss (the pinball
        loss): of every published value, how far the outcome was from it, weighted so that too wide
        costs as much as too narrow. It is lowest on average for whoever states what they truly
        believe. CRPS is the same over all values at once.
      </p>
      <h3>Skill: better than what?</h3>
      <Awaited query={scores} what="The scores" skeleton={null}>
        {({ document }) => <Baselines scores={document} />}
      </Awaited>
      <details>
        <summary>How we know what is chance</summary>
        <p>
          Forecasts overlap and calm weeks follow calm weeks: a thousand outcomes tell less than a
          thousand unrelated ones. Every share and every ratio therefore has a 95% interval by a
          circular block bootstrap over days (Politis and Romano), with blocks as long as the losses
          depend on each other. Two series of losses are compared by Diebold and Mariano’s test,
          corrected for small samples. Under 32 days, or about four months at 7 days, the record
          says “cannot be told yet”. One interval in twenty misses by chance alone; with many
          figures, some will.
        </p>
      </details>
    </section>
  );
}

function Coverage({ scores }: { scores: Scores }) {
  const own = scores.horizons.find((one) => one.horizon === EXPLAINED);
  return (
    <>
      <p>
        Of all outcomes, the share inside each range, beside what was promised. Both too few and too
        many are wrong.
      </p>
      {own === undefined || own.scored === 0 ? (
        none
      ) : (
        <figure>
          <CoverageChart bars={coverageBars(own)} />
          <figcaption className="quiet">{counted(own.scored, "outcome")} so far.</figcaption>
        </figure>
      )}
    </>
  );
}

function Calibrated({ calibration: { pit_bins, levels } }: { calibration: Calibration }) {
  const [chosen, choose] = useState<number | null>(null);
  const bin = chosen === null ? undefined : pit_bins[chosen];
  const total = pit_bins.reduce((sum, one) => sum + one.count, 0);
  if (total === 0) return none;
  return (
    <>
      <h3>PIT: where in the forecast did outcomes fall?</h3>
      <p>
        Cut every forecast into ten parts of equal chance, and count the outcomes in each. Honest
        forecasts fill all ten alike. A valley means too narrow, a hill too wide, a slope that they
        lean to one side. (PIT: probability integral transform.)
      </p>
      <figure>
        <PitHistogramChart bins={pit_bins} chosen={chosen} onChoose={choose} />
        <figcaption className="quiet" aria-live="polite">
          {bin === undefined || chosen === null
            ? "Press a bar to read it. Dashed: one tenth. Lines: where the true share lies, with 95% confidence; that of a marked bar does not reach the dashed line."
            : `At ${binLabel(chosen, pit_bins.length)} of the forecast: ${counted(bin.count, "outcome")}, ${percent(Number(bin.share))} where 10% were promised.`}
        </figcaption>
      </figure>
      <h3>Reliability: does 10% mean 10%?</h3>
      <p>
        For each published value: how often the outcome was at or below it, against how often it
        should have been. On the dashed line both are the same.
      </p>
      <figure>
        <ReliabilityChart
          levels={levels}
          summary="For each published value, the share of outcomes at or below it against the chance that was stated."
        />
        <figcaption className="quiet">
          Lines: where the true share lies, with 95% confidence; that of a square does not reach the
          dashed line. The numbers are on the <a href="/record">track record</a>.
        </figcaption>
      </figure>
    </>
  );
}

function Baselines({ scores }: { scores: Scores }) {
  const own = scores.horizons.find((one) => one.horizon === EXPLAINED);
  const names = inOrder(own?.pinball_ratio ?? {}).map(([baseline]) => baselineName(baseline));
  return (
    <>
      <p>
        Beside every forecast, simple rules issue theirs, into the same entry of the ledger. Skill
        is how much less was lost than by such a rule: 5% less is a skill of 5%, none is 0%, and
        below 0% the rule was better.
      </p>
      {names.length === 0 ? null : (
        <ul>
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      )}
    </>
  );
}
