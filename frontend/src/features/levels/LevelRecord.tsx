import type { HorizonScores } from "../../api/documents";
import type { Probability } from "../../domain/units";
import { closesOnRecord, touchesOnRecord } from "./recordWords";

interface Props {
  closeAbove: Probability;
  touch: Probability | null;
  scores: HorizonScores | null | undefined;
}

/** How such chances have fared, close and touch apart. */
export function LevelRecord({ closeAbove, touch, scores }: Props) {
  const touches = touchesOnRecord(touch, scores);
  return (
    <div className="levels__record">
      <p>{closesOnRecord(closeAbove, scores)}</p>
      {touches === null ? null : <p>{touches}</p>}
    </div>
  );
}
