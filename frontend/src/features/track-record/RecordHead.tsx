import type { HorizonScores } from "../../api/documents";
import { HORIZON_FACTS, independentCount } from "../../domain/horizon";
import { count } from "../../lib/formatNumber";
import { coverageVerdict } from "./verdicts";
import "./record.css";

/** The record in one sentence, and what it is made of: what is missing stands beside what is there. */
export function RecordHead({ scores }: { scores: HorizonScores }) {
  const { horizon, issued, scored, missed } = scores;
  const { adjective } = HORIZON_FACTS[horizon];
  return (
    <div className="record-head">
      <p className="record-head__page">Track record, {adjective} forecasts</p>
      <h1>
        {scored === 0
          ? `No ${adjective} forecast has met its outcome yet.`
          : (coverageVerdict(scores, 80) ?? `${count(scored)} outcomes are known.`)}
      </h1>
      <dl className="record-head__counts">
        <Count name="issued" value={issued} />
        <Count
          name="with an outcome"
          value={scored}
          note={
            independentCount(scored, horizon) < scored
              ? `about ${count(independentCount(scored, horizon))} that do not overlap`
              : null
          }
        />
        <Count name="awaiting it" value={issued - scored} />
        <Count name="missed" value={missed} note={missed === 0 ? null : "never back-dated"} />
      </dl>
    </div>
  );
}

interface CountProps {
  name: string;
  value: number;
  note?: string | null;
}

function Count({ name, value, note = null }: CountProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {count(value)}
        {note === null ? null : <span className="quiet">{note}</span>}
      </dd>
    </div>
  );
}
