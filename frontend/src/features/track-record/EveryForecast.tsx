import { useMemo } from "react";
import type { Calibration } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { PitDotsChart } from "../../charts/pit-dots/PitDotsChart";
import { isOutside } from "../../charts/pit-dots/pitDotsModel";
import { Panel } from "../../components/Panel";
import { Twin } from "../../components/Twin";
import { HORIZON_FACTS } from "../../domain/horizon";
import type { Instant } from "../../domain/units";
import { count, counted, percent } from "../../lib/formatNumber";
import { shortTime } from "../../lib/formatTime";
import { acted } from "../../reports/visit";
import { dotText, type ModelChange, type RecordDots, slotId } from "./recordModel";

interface Props {
  calibration: Calibration;
  dots: RecordDots;
  changes: readonly ModelChange[];
  members: readonly number[] | null;
  opened: number | null;
  onOpen: (index: number) => void;
  asOf: Instant | null;
}

/** Nothing is left out: hits, what fell outside, and slots that were missed. */
export function EveryForecast(props: Props) {
  const { calibration, dots, changes, members, opened, onOpen, asOf } = props;
  const { cutoffs, pits, missed } = dots;
  const { horizon } = calibration;
  const outside = pits.filter(isOutside).length;
  const set = useMemo(() => (members === null ? null : new Set(members)), [members]);
  const textOf = (index: number) => {
    const [cutoff, pit] = [cutoffs[index], pits[index]];
    return cutoff === undefined || pit === undefined ? "" : dotText(cutoff, pit);
  };
  const summary = `${counted(pits.length, "forecast")} by the time they were made: ${count(outside)} outcomes fell outside the 80% interval, ${counted(missed.length, "slot")} missed`;
  return (
    <Panel
      title="Every forecast, and where its outcome fell"
      asOf={asOf}
      aside={
        <a
          href={apiUrl(`/api/v1/forecasts?horizon=${horizon}&format=csv`)}
          onClick={() => acted("download")}
        >
          CSV
        </a>
      }
    >
      <p className="record__lead">
        {calibration.complete ? "All " : "The newest "}
        {count(pits.length)} {HORIZON_FACTS[horizon].adjective} forecasts with an outcome.{" "}
        <strong>{count(outside)}</strong> fell outside their 80% interval (
        {percent(pits.length === 0 ? 0 : outside / pits.length)}; promised: 20%),{" "}
        <strong>{counted(missed.length, "slot")}</strong> {missed.length === 1 ? "was" : "were"}{" "}
        missed.
      </p>
      <ul className="record__legend">
        <li>
          <Key className="pit-dots__inside" d="M6 6h0" /> inside the 80% interval
        </li>
        <li>
          <Key className="pit-dots__outside" d="M3 3l6 6M3 9l6 -6" /> outside it
        </li>
        <li>
          <Key className="pit-dots__missed" d="M6 2v8" /> missed
        </li>
      </ul>
      <PitDotsChart
        cutoffs={cutoffs}
        pits={pits}
        missed={missed}
        changes={changes}
        members={set}
        opened={opened}
        onOpen={onOpen}
        summary={summary}
        textOf={textOf}
      />
      <Twin
        label="Every forecast"
        head={["Made, UTC", "Slot", "Outcome at", "80% interval"]}
        rows={() => [
          ...missed.map((at) => [shortTime(at), slotId(horizon, at), "–", "missed"]),
          ...cutoffs
            .map((at, index) => {
              const pit = pits[index] ?? 0;
              const held = isOutside(pit) ? "outside" : "inside";
              return [shortTime(at), slotId(horizon, at), percent(pit), held];
            })
            .reverse(),
        ]}
      />
    </Panel>
  );
}

function Key({ className, d }: { className: string; d: string }) {
  return (
    <svg width="12" height="12" aria-hidden="true">
      <path className={className} d={d} />
    </svg>
  );
}
