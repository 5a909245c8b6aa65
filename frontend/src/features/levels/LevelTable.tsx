import type { ForecastRecord } from "../../api/documents";
import { Twin } from "../../components/Twin";
import { levelChances } from "../../domain/levels";
import { instantOf, type Price } from "../../domain/units";
import { chance } from "../../lib/formatNumber";
import { wholeDollars } from "../../lib/formatPrice";
import { weekdayTime } from "../../lib/formatTime";

interface Props {
  record: ForecastRecord;
  levels: readonly number[];
}

/** The picture as a table: round prices and their chances. */
export function LevelTable({ record, levels }: Props) {
  const claims = levelChances(record, (levels[0] ?? 1) as Price).touch !== null;
  return (
    <Twin
      label="Chances of round prices"
      summary="Round prices as a table"
      caption={`Until ${weekdayTime(instantOf(record.slot.target))}`}
      head={["Price", "Ends above", ...(claims ? ["Touches"] : [])]}
      rows={() =>
        levels.toReversed().map((level) => {
          const { closeAbove, touch } = levelChances(record, level as Price);
          const row = [wholeDollars(level as Price), chance(closeAbove)];
          return touch === null ? row : [...row, chance(touch)];
        })
      }
    />
  );
}
