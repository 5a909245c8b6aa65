import { memo } from "react";
import type { HorizonScores, Scores } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { CoverageChart } from "../../charts/coverage/CoverageChart";
import { coverageBars } from "../../charts/coverage/coverageModel";
import { SkillChart } from "../../charts/skill/SkillChart";
import { skillModel } from "../../charts/skill/skillModel";
import { Panel } from "../../components/Panel";
import { baselineName, inOrder } from "../../domain/baselines";
import { HORIZON_FACTS, type Horizon } from "../../domain/horizon";
import type { Instant } from "../../domain/units";
import { count, counted } from "../../lib/formatNumber";
import { coverageVerdict, directionVerdict, restsOn, skillVerdict, soFar } from "./verdicts";
import "./track-record.css";

interface Props {
  horizon: Horizon;
  scores: Scores;
  /** Of what time the scores are, where that is earlier than the rest of the page. */
  asOf: Instant | null;
}

/** How often the intervals held and how the losses compare, always with the count behind it. */
export const TrackRecord = memo(function TrackRecord({ horizon, scores, asOf }: Props) {
  const chosen = scores.horizons.find((one) => one.horizon === horizon);
  return (
    <Panel title="Track record" asOf={asOf} aside={<a href={apiUrl("/api/v1/scores")}>JSON</a>}>
      {chosen && chosen.scored > 0 ? (
        <Record chosen={chosen} all={scores.horizons} />
      ) : (
        <>
          <p className="record__empty">
            No {HORIZON_FACTS[horizon].adjective} forecast has met its outcome yet. From the first
            one on, this place says how often the intervals held, and whether the forecasts were any
            better than simple baselines.
          </p>
          {chosen ? <Counts chosen={chosen} /> : null}
        </>
      )}
    </Panel>
  );
});

function Record({ chosen, all }: { chosen: HorizonScores; all: readonly HorizonScores[] }) {
  const ratios = inOrder(chosen.pinball_ratio ?? {});
  const baselines = ratios.map(([baseline]) => baseline);
  const direction = directionVerdict(chosen);
  return (
    <div className="panel__sides">
      <div>
        <h3>Coverage</h3>
        <p>
          {coverageVerdict(chosen, 80)} <span className="quiet">{capitalised(soFar(chosen))}.</span>
        </p>
        <CoverageChart bars={coverageBars(chosen)} />
        {direction === null ? null : (
          <>
            <h3>Direction</h3>
            <p>{direction}</p>
          </>
        )}
        <Counts chosen={chosen} />
      </div>
      <div>
        <h3>Loss against baselines, {HORIZON_FACTS[chosen.horizon].label}</h3>
        <SkillChart
          model={skillModel(all, baselines)}
          chosen={chosen.horizon}
          legend={ratios.map(([baseline, ratio]) => ({
            baseline,
            text: skillVerdict(chosen, baseline, Number(ratio)),
          }))}
          nameOf={baselineName}
        />
        <p className="quiet">
          Mean pinball loss, {soFar(chosen)}. Dot: so far; line: 95% interval, from{" "}
          {restsOn(chosen) ?? "no day yet"}.
        </p>
      </div>
    </div>
  );
}

function Counts({ chosen }: { chosen: HorizonScores }) {
  return (
    <p className="record__counts quiet">
      {counted(chosen.issued, "forecast")} issued, {count(chosen.scored)} scored,{" "}
      {count(chosen.missed)} missed.
    </p>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
