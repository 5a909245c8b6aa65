/** What each document must at least be, so that an answer of another shape is known as one. */
import type { paths } from "./schema.gen";

type DocumentOf<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Document } } } };
}
  ? Document
  : never;

/** A list, a record, a text, or a time in ISO 8601 that may be null. */
type Kind = "list" | "record" | "text" | "time";

/** The parts that the page goes into; what lies deeper is left to each panel's boundary. */
const SHAPES: { [P in keyof paths]?: Partial<Record<keyof DocumentOf<P>, Kind>> } = {
  "/api/v1/status": {
    clock: "record",
    data_as_of: "time",
    degraded_because: "list",
    dependencies: "list",
    next_slots: "list",
    operation: "record",
  },
  "/api/v1/forecast": {
    data_as_of: "time",
    directional_edge: "list",
    forecasts: "list",
    next_slots: "list",
  },
  "/api/v1/candles": { data_as_of: "time", candles: "list" },
  "/api/v1/forecasts": { data_as_of: "time", forecasts: "list" },
  "/api/v1/forecasts/{id}": { forecast: "record" },
  "/api/v1/scores": { data_as_of: "time", horizons: "list" },
  "/api/v1/scores/{horizon}": {
    scored: "record",
    missed: "list",
    pit_bins: "list",
    levels: "list",
    regimes: "list",
    days: "list",
  },
  "/api/v1/models": { versions: "list", promotions: "list" },
  "/api/v1/price": { price: "text", time: "time", sources: "list" },
  "/api/v1/ledger": { entries: "list" },
  "/api/v1/ledger/checkpoints": { checkpoints: "list", time_stamps: "list" },
  "/api/v1/version": { version: "text", commit: "text" },
};

const IS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  list: Array.isArray,
  record: isRecord,
  text: (value) => typeof value === "string",
  time: (value) =>
    value === null || (typeof value === "string" && !Number.isNaN(Date.parse(value))),
};

/** Whether an answer can be what the API describes at a path; true where nothing is known of it. */
export function isShaped(path: string, document: unknown): boolean {
  const shape = SHAPES[path as keyof paths];
  if (shape === undefined) return true;
  if (!isRecord(document)) return false;
  return Object.entries<Kind>(shape as Record<string, Kind>).every(([name, kind]) =>
    IS[kind](document[name]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
