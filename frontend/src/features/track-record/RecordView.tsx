import { useMemo, useState } from "react";
import type { Calibration, Models } from "../../api/documents";
import { PanelBoundary } from "../../components/PanelBoundary";
import type { Instant } from "../../domain/units";
import { useEscape } from "../../lib/useEscape";
import { CalibrationPanels } from "./CalibrationPanels";
import { EveryForecast } from "./EveryForecast";
import { Members } from "./Members";
import { OneForecast } from "./OneForecast";
import { membersOf, modelChanges, recordDots, slotId } from "./recordModel";
import "./record.css";

interface Props {
  calibration: Calibration;
  /** Null while it is not known which models spoke when. */
  models: Models | null;
  asOf: Instant | null;
}

/** Dots and bars of the same forecasts: a bar picks its dots, a dot opens its forecast. */
export function RecordView({ calibration, models, asOf }: Props) {
  const [bin, chooseBin] = useState<number | null>(null);
  // By its name: the record grows, and may drop its oldest, while one is open.
  const [openedId, open] = useState<string | null>(null);
  const { horizon } = calibration;
  const dots = useMemo(() => recordDots(calibration), [calibration]);
  const changes = useMemo(() => (models === null ? [] : modelChanges(models)), [models]);
  const members = useMemo(() => (bin === null ? null : membersOf(dots.pits, bin)), [dots, bin]);
  const found = dots.cutoffs.findIndex((cutoff) => slotId(horizon, cutoff) === openedId);
  const opened = found < 0 ? null : found;
  const openAt = (index: number) => {
    const cutoff = dots.cutoffs[index];
    if (cutoff !== undefined) open(slotId(horizon, cutoff));
  };
  // What was opened last is closed first.
  const close = openedId !== null ? () => open(null) : bin !== null ? () => chooseBin(null) : null;
  useEscape(close);
  const detail =
    openedId === null ? null : (
      <PanelBoundary key={openedId} what="That forecast">
        <OneForecast id={openedId} onClose={() => open(null)} />
      </PanelBoundary>
    );
  return (
    <div className="record__dots">
      <PanelBoundary what="How honest the forecasts were" of={calibration}>
        <CalibrationPanels calibration={calibration} bin={bin} onChoose={chooseBin} asOf={asOf} />
      </PanelBoundary>
      {bin === null || members === null ? null : (
        <div>
          <PanelBoundary what="The forecasts of that bar" of={bin}>
            <Members
              key={bin}
              bin={bin}
              members={members}
              dots={dots}
              opened={opened}
              onOpen={openAt}
              onClose={() => chooseBin(null)}
            />
          </PanelBoundary>
          {detail}
        </div>
      )}
      <div>
        <PanelBoundary what="Every forecast as a dot" of={calibration}>
          <EveryForecast
            calibration={calibration}
            dots={dots}
            changes={changes}
            members={members}
            opened={opened}
            onOpen={openAt}
            asOf={asOf}
          />
        </PanelBoundary>
        {bin === null ? detail : null}
      </div>
    </div>
  );
}
