import { useId } from "react";
import type { ForecastRow } from "../../api/documents";
import { SteadyButton } from "../../components/SteadyButton";
import { HORIZON_FACTS } from "../../domain/horizon";
import { cutoffAt, type SlotSpan, stepOf, stepsOf } from "../../domain/slot";
import type { Instant } from "../../domain/units";
import { count } from "../../lib/formatNumber";
import { dayAndMonth, fullTime } from "../../lib/formatTime";
import { localTime } from "../../lib/localTime";
import { stateOf } from "./slotWords";
import "./history.css";

const DAY_HOURS = 24;
const WEEK_HOURS = 168;

interface Props {
  span: SlotSpan;
  cutoff: Instant;
  /** What is known of the slot; undefined while it is on its way. */
  row: ForecastRow | undefined;
  onChoose: (cutoff: Instant) => void;
}

/** A slider over all slots of a horizon, and steps by one slot and by a day or week. */
export function Scrubber({ span, cutoff, row, onChoose }: Props) {
  const id = useId();
  const { cadenceHours } = HORIZON_FACTS[span.horizon];
  const steps = stepsOf(span);
  const step = stepOf(span, cutoff);
  const far = cadenceHours === 1 ? DAY_HOURS : WEEK_HOURS / DAY_HOURS;
  const farName = cadenceHours === 1 ? "day" : "week";
  const go = (to: number) => onChoose(cutoffAt(span, Math.min(steps, Math.max(0, to))));
  const local = localTime(cutoff);
  return (
    <section className="scrubber" aria-label="Which slot">
      <div className="scrubber__head">
        <label htmlFor={id}>
          Slot of <strong>{fullTime(cutoff)}</strong>
          {local === null ? null : <span className="quiet"> · {local} here</span>}
        </label>
        <span className="quiet number">
          {count(step + 1)} of {count(steps + 1)}
        </span>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={steps}
        value={step}
        aria-valuetext={`${fullTime(cutoff)}${row ? `, ${stateOf(row)}` : ""}`}
        onChange={(event) => go(Number(event.target.value))}
      />
      <div className="scrubber__ends quiet" aria-hidden="true">
        <span>{dayAndMonth(span.first)}</span>
        <span>{dayAndMonth(span.last)}</span>
      </div>
      <div className="scrubber__steps">
        <Step label={`1 ${farName} back`} off={step === 0} to={() => go(step - far)} />
        <Step label="‹ Earlier" off={step === 0} to={() => go(step - 1)} />
        <Step label="Later ›" off={step === steps} to={() => go(step + 1)} />
        <Step label={`1 ${farName} on`} off={step === steps} to={() => go(step + far)} />
        <Step label="Newest" off={step === steps} to={() => go(steps)} />
      </div>
    </section>
  );
}

interface StepProps {
  label: string;
  off: boolean;
  to: () => void;
}

function Step({ label, off, to }: StepProps) {
  return (
    <SteadyButton className="scrubber__step" off={off} onClick={to}>
      {label}
    </SteadyButton>
  );
}
