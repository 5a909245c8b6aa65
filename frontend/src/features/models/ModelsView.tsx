import type { ReactNode } from "react";
import type { Models, ModelVersion } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { BacktestFence, BacktestTable } from "../../components/Backtest";
import { CodeBlock } from "../../components/CodeBlock";
import { Panel } from "../../components/Panel";
import { HORIZONS } from "../../domain/horizon";
import { type Instant, instantOf } from "../../domain/units";
import { count } from "../../lib/formatNumber";
import { fullTime } from "../../lib/formatTime";
import "../../components/prose.css";
import { championOf, kindOf, logLines, modelsSentence, trainingText } from "./modelWords";
import "./models.css";

/** Enough to tell one model from another; the whole stands in the ledger. */
const DIGEST_SHOWN = "sha256:".length + 12;

interface Props {
  models: Models;
  /** A forecast whose model and input can be had; null while none is known. */
  forecastId: string | null;
  asOf: Instant | null;
}

/** Which model forecasts, which did before, which wait, and how they did on the past. */
export function ModelsView({ models, forecastId, asOf }: Props) {
  const champion = championOf(models);
  return (
    <div className="models">
      <header className="page-head">
        <p className="page-head__page">Models</p>
        <h1>{modelsSentence(models)}</h1>
        <p>
          One model at a time makes the forecasts: the champion. Which one is written into the
          ledger before its first forecast, so that none can be ascribed to another model later.
        </p>
      </header>
      <div className="models__pair">
        <Panel title="The champion" asOf={asOf}>
          {champion === undefined ? (
            <p className="quiet">
              The first model is fitted before the first forecast; it will stand here.
            </p>
          ) : (
            <Champion champion={champion} forecastId={forecastId} />
          )}
        </Panel>
        <Panel title="Promotions" asOf={asOf} aside={<a href={apiUrl("/api/v1/models")}>JSON</a>}>
          <PromotionLog models={models} />
        </Panel>
      </div>
      <Backtests versions={models.versions} />
    </div>
  );
}

function Champion({ champion, forecastId }: { champion: ModelVersion; forecastId: string | null }) {
  const kind = kindOf(champion.name);
  return (
    <>
      {kind.explained === "" ? null : (
        <p>
          {kind.explained} <a href="/method#model">How it works</a>
        </p>
      )}
      <dl className="models__facts">
        <Fact name="Version">{champion.version}</Fact>
        <Fact name="Name">{champion.name}</Fact>
        <Fact name="Trained on">{trainingText(champion.training_hours)}</Fact>
        <Fact name="Trained until">{fullTime(instantOf(champion.trained_until))}</Fact>
        <Fact name="Registered">{fullTime(instantOf(champion.registered_at))}</Fact>
        <Fact name="Digest">
          <code>{champion.digest}</code>
        </Fact>
      </dl>
      {forecastId === null ? null : <Reproduce forecastId={forecastId} />}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Who doubts a forecast computes it anew. */
function Reproduce({ forecastId }: { forecastId: string }) {
  return (
    <div className="models__reproduce">
      <h3>Compute a forecast anew</h3>
      <p>
        A forecast names its model and the candles that it read. With{" "}
        <a href={apiUrl(`/api/v1/forecasts/${forecastId}/artifact`)}>the model</a> and{" "}
        <a href={apiUrl(`/api/v1/forecasts/${forecastId}/input`)}>the candles</a> of {forecastId}{" "}
        and Candor’s code anybody gets the same numbers:
      </p>
      <CodeBlock
        text={`candor reproduce ${forecastId} --url ${window.location.origin}`}
        what="the command"
      />
      <p className="quiet">
        <a href={apiUrl(`/api/v1/forecasts/${forecastId}/reproduce`)}>Let this site do it</a>, step
        by step (JSON). That shows that its record and its code agree, and no more.
      </p>
    </div>
  );
}

function PromotionLog({ models }: { models: Models }) {
  const lines = logLines(models.promotions);
  const speaks = championOf(models)?.version;
  if (lines.length === 0) return <p className="quiet">No model has been let in yet.</p>;
  return (
    <ol className="models__log">
      {lines.map(({ at, index, version, digest, text }) => (
        <li key={index} className={version === speaks ? "models__line--speaks" : undefined}>
          <span className="models__when">{fullTime(at)}</span>
          <span>
            <strong>Model {version}</strong> {text} (
            <a href={`/ledger?entry=${index}`}>ledger entry&nbsp;{count(index)}</a>)
          </span>
          <code className="models__digest">{digest.slice(0, DIGEST_SHOWN)}…</code>
        </li>
      ))}
    </ol>
  );
}

function Backtests({ versions }: { versions: readonly ModelVersion[] }) {
  const known = HORIZONS.filter((horizon) =>
    versions.some(({ evaluation }) => evaluation.some((one) => one.horizon === horizon)),
  );
  return (
    <BacktestFence title="Champion and challengers on the past">
      <p className="models__lead">
        Computed before each model was let in, on outcomes that were already known, so that one can
        be compared with another. None of these forecasts was public before its outcome, and none
        counts in the <a href="/record">track record</a>.
      </p>
      {known.length === 0 ? (
        <p className="quiet">No backtest is known of any model.</p>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls can be focused */}
          <section className="scroll" tabIndex={0} aria-label="Backtests by horizon and model">
            <BacktestTable horizons={known} versions={versions} namesHorizon />
          </section>
          <p className="quiet">
            Each column named after a <a href="/method#scoring">simple rule</a> is the model’s mean
            loss over that rule’s: 0.95 is 5% less, above 1 the rule was better. Held is the share
            of outcomes inside the 80% range. Each version was judged when it was registered, on the
            same hours only where two were registered together. A challenger’s forecasts are not
            published.
          </p>
        </>
      )}
    </BacktestFence>
  );
}
