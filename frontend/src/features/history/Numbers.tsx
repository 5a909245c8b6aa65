import type { Forecast } from "../../api/documents";
import { TwinDetails } from "../../components/Twin";
import { unfounded } from "../../domain/scoring";
import { logReturnOf, priceOf } from "../../domain/units";
import { percent, signedPercent } from "../../lib/formatNumber";
import { exactDollars } from "../../lib/formatPrice";
import { intervalsOf, lossesOf, recomputedWords, touchedWords } from "./slotWords";
import "./stretch.css";

/** The forecast's quantiles with the outcome among them, and how it scored. */
export function Numbers({ forecast: { record, outcome } }: { forecast: Forecast }) {
  const rows = record.quantiles.map((one) => ({
    name: percent(Number(one.level)),
    price: priceOf(one.price),
    change: logReturnOf(one.log_return),
    isOutcome: false,
  }));
  if (outcome !== null) {
    const price = priceOf(outcome.price);
    const before = rows.filter((one) => one.price < price).length;
    const change = logReturnOf(outcome.log_return);
    rows.splice(before, 0, { name: "what came", price, change, isOutcome: true });
  }
  const touched = outcome && touchedWords(record, outcome);
  return (
    <TwinDetails label="Quantiles and scores">
      {() => (
        <div className="numbers__tables">
          <table className="data">
            <caption>Price at the target: the chance that it ends below</caption>
            <thead>
              <tr>
                <th scope="col">Chance below</th>
                <th scope="col" className="number">
                  Price
                </th>
                <th scope="col" className="number">
                  Change
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.name} className={one.isOutcome ? "numbers__came" : undefined}>
                  <th scope="row">{one.name}</th>
                  <td className="number">{exactDollars(one.price)}</td>
                  <td className="number">{signedPercent(Math.expm1(one.change))}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {outcome === null ? null : (
            <div>
              <p>Held by the central interval of: {intervalsOf(outcome)}.</p>
              {touched === null ? null : <p>{touched}</p>}
              <table className="data">
                <caption>
                  Distance from what came (CRPS, as a change in price; lower is better)
                </caption>
                <tbody>
                  {lossesOf(outcome).map(({ name, crps, verdict }) => (
                    <tr key={name}>
                      <th scope="row">{name}</th>
                      <td className="number">{crps}</td>
                      <td>{verdict ?? ""}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <p data-testid="recomputed">{recomputedWords(unfounded(record, outcome))}</p>
              <p className="quiet">
                One forecast proves nothing either way; the track record adds them up.
              </p>
            </div>
          )}
        </div>
      )}
    </TwinDetails>
  );
}
