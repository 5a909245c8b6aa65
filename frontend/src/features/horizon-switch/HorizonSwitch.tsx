import { HORIZON_FACTS, HORIZONS, type Horizon } from "../../domain/horizon";
import { acted } from "../../reports/visit";
import "./horizon-switch.css";

interface Props {
  chosen: Horizon;
  onChoose: (horizon: Horizon) => void;
}

/** Which of the four forecasts the page speaks of; arrow keys move between them. */
export function HorizonSwitch({ chosen, onChoose }: Props) {
  return (
    <fieldset className="horizons">
      <legend className="visually-hidden">How far ahead</legend>
      {HORIZONS.map((horizon) => (
        <label key={horizon}>
          <input
            type="radio"
            name="horizon"
            value={horizon}
            checked={horizon === chosen}
            onChange={() => {
              acted("horizon");
              onChoose(horizon);
            }}
          />
          <span>{HORIZON_FACTS[horizon].label}</span>
        </label>
      ))}
    </fieldset>
  );
}
