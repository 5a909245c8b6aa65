import type { Calibration, HorizonScores } from "../../api/documents";
import { SkillHistoryChart, SkillHistoryKey } from "../../charts/skill-history/SkillHistoryChart";
import { skillDays } from "../../charts/skill-history/skillHistoryModel";
import { Panel } from "../../components/Panel";
import { Twin } from "../../components/Twin";
import { baselineName, inOrder } from "../../domain/baselines";
import type { Instant } from "../../domain/units";
import { percent } from "../../lib/formatNumber";
import { dayAndMonth } from "../../lib/formatTime";
import type { ModelChange } from "./recordModel";
import "./track-record.css";
import { directionVerdict, restsOn, skillVerdict } from "./verdicts";

interface Props {
  scores: HorizonScores;
  /** Null while they could not be read. */
  days: Calibration["days"] | null;
  changes: readonly ModelChange[];
  asOf: Instant | null;
}

/** The loss against each baseline's, as it stood day by day, losses included. */
export function SkillPanel({ scores, days, changes, asOf }: Props) {
  const ratios = inOrder(scores.pinball_ratio ?? {});
  const baselines = ratios.map(([baseline]) => baseline);
  const history = skillDays(days ?? [], baselines);
  const direction = directionVerdict(scores);
  return (
    <Panel title="Better than knowing nothing?" asOf={asOf}>
      <p className="record__lead">
        Above the dashed line the forecasts lost less than a baseline that was issued beside them;
        the first baseline, {baselineName(baselines[0] ?? "unconditional")}, knows nothing of today.
      </p>
      <ul className="record__verdicts">
        {ratios.map(([baseline, ratio], lane) => (
          <li key={baseline}>
            <SkillHistoryKey lane={lane} />
            <span>{skillVerdict(scores, baseline, Number(ratio))}</span>
          </li>
        ))}
      </ul>
      {history.length === 0 ? (
        <p className="record__empty">
          {days === null
            ? "The days behind it are not read yet; what they come to is."
            : "The curve begins after a week of outcomes."}
        </p>
      ) : (
        <>
          <SkillHistoryChart
            days={history}
            baselines={baselines}
            intervals={scores.skill?.pinball_ratio ?? {}}
            changes={changes}
            summary={`Skill since the beginning, day by day. ${ratios
              .map(([baseline, ratio]) => skillVerdict(scores, baseline, Number(ratio)))
              .join(". ")}`}
          />
          <p className="quiet">
            How much less was lost than by each baseline (mean pinball loss), from the first day to
            each day. Bars at the right: 95% intervals as of now, from{" "}
            {restsOn(scores) ?? "no day yet"}.
          </p>
          <Twin
            label="Skill by day"
            head={["Up to, UTC", ...baselines]}
            rows={() =>
              history.toReversed().map(({ at, skill }) => [
                `${dayAndMonth(at)} ${new Date(at).getUTCFullYear()}`,
                ...baselines.map((one) => {
                  const value = skill[one];
                  return value === undefined ? "–" : signed(value);
                }),
              ])
            }
          />
        </>
      )}
      {direction === null ? null : <p className="record__direction">{direction}</p>}
    </Panel>
  );
}

function signed(value: number): string {
  return value < 0 ? `−${percent(-value, 2)}` : `+${percent(value, 2)}`;
}
