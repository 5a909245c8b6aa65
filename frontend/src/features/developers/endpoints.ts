/** What can be tried: every document of the API, with every parameter the API describes. */
import type { paths } from "../../api/schema.gen";
import { HORIZONS } from "../../domain/horizon";

type Get<P extends keyof paths> = paths[P] extends { get: { parameters: infer Given } }
  ? Given
  : never;
type NamesOf<Given> = [NonNullable<Given>] extends [never] ? never : keyof NonNullable<Given>;
type ParametersOf<P extends keyof paths> =
  | NamesOf<Get<P> extends { query?: infer Q } ? Q : never>
  | NamesOf<Get<P> extends { path?: infer Q } ? Q : never>;

export interface Field {
  hint: string;
  /** Stands in the field at first; empty where it may be left out. */
  value: string;
  required: boolean;
  choices?: readonly string[];
}

export interface Endpoint {
  path: keyof paths;
  says: string;
  fields: Readonly<Record<string, Field>>;
}

/** The compiler refuses a path, or a parameter, that the API does not have, and one left out. */
function endpoint<P extends keyof paths>(
  path: P,
  says: string,
  fields: { readonly [Name in ParametersOf<P>]: Field },
): Endpoint {
  return { path, says, fields };
}

const must = (value: string, hint: string): Field => ({ value, hint, required: true });
const may = (hint: string): Field => ({ value: "", hint, required: false });
const horizon = (required: boolean): Field => ({
  value: required ? "24h" : "",
  hint: required ? "how far ahead" : "all if left out",
  required,
  choices: HORIZONS,
});

/** The list, filled in with the newest forecast's id, where one is known, and a price to ask for. */
export function endpoints(forecastId: string | null, level: string): readonly Endpoint[] {
  const id = must(forecastId ?? "", "a forecast’s name, like 24h-20250717T00Z");
  const size = may("of the tree; newest if left out");
  return [
    endpoint("/api/v1/forecast", "The newest forecast of every horizon", {}),
    endpoint("/api/v1/levels", "The chance to close above a level, and to touch it", {
      horizon: horizon(true),
      price: must(level, "USD, above 0"),
    }),
    endpoint("/api/v1/price", "The newest price, with its age and venues", {}),
    endpoint("/api/v1/forecasts", "Slots with their outcomes, newest first; also as CSV", {
      horizon: horizon(false),
      status: { ...may("all if left out"), choices: ["pending", "scored", "missed"] },
      cutoff_from: may("first cutoff, like 2025-07-17T00:00:00Z"),
      cutoff_until: may("last cutoff"),
      cursor: may("next_cursor of the page before"),
      limit: may("1 to 200; as CSV to 10,000"),
      format: { ...may("json if left out"), choices: ["json", "csv"] },
    }),
    endpoint("/api/v1/forecasts/{id}", "One forecast as issued, its entry and outcome", { id }),
    endpoint("/api/v1/forecasts/{id}/reproduce", "The same, computed anew, step by step", { id }),
    endpoint("/api/v1/forecasts/{id}/input", "The candles it read", { id }),
    endpoint("/api/v1/forecasts/{id}/artifact", "The model that made it", { id }),
    endpoint("/api/v1/candles", "Hourly candles, the median over venues", {
      hours: may("1 to 1,000; 168 if left out"),
      until: may("closed by then, like 2025-07-17T00:00:00Z"),
    }),
    endpoint("/api/v1/scores", "Coverage and skill of every horizon", {}),
    endpoint("/api/v1/scores/{horizon}", "A year of one horizon: PIT, reliability, days", {
      horizon: horizon(true),
    }),
    endpoint("/api/v1/models", "Every model version, and who spoke when", {}),
    endpoint("/api/v1/ledger", "Entries of the ledger, oldest first", {
      after: may("index; −1 is before the first"),
      limit: may("1 to 200; 50 if left out"),
      size: may("as it was with so many entries"),
    }),
    endpoint("/api/v1/ledger/checkpoints", "Signed states of the ledger", {}),
    endpoint("/api/v1/ledger/proof", "That an entry is in the tree", {
      index: must("0", "of the entry"),
      size,
    }),
    endpoint("/api/v1/ledger/consistency", "That nothing was changed since then", {
      from: must("1", "entries there were"),
      to: size,
    }),
    endpoint("/api/v1/ledger/key", "The key that signs it", {}),
    endpoint("/checkpoint", "The newest signed state", {}),
    endpoint("/api/v1/status", "How every part is, and when news come", {}),
    endpoint("/api/v1/version", "Which code is running", {}),
  ];
}
