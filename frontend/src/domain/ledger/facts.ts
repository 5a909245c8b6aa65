/** What one entry says, and what is wrong with it by itself; the rules are those of verify.py. */
import {
  type Fields,
  fieldsOf,
  hasKeys,
  instant,
  isSorted,
  type Json,
  listOf,
  textOf,
} from "./fields";
import { Broken, demand, type Finding } from "./finding";
import { type Hash, leafHash } from "./merkle";
import { checkNumbers } from "./numbers";

export const HOUR_S = 3600;
const ISSUE_WINDOW_S = 600;
const HORIZON_HOURS: Readonly<Record<string, number>> = { "1h": 1, "4h": 4, "24h": 24, "7d": 168 };
const WORLD = ["kind", "schema_version", "mode", "source"];
const KEYS: Readonly<Record<string, readonly string[]>> = {
  schedule: [...WORLD, "horizon", "hours_utc", "valid_from"],
  promotion: [...WORLD, "model", "role", "promoted_at"],
  missed: [...WORLD, "slot", "reason"],
  forecast: [
    ...WORLD,
    "slot",
    "issued_at",
    "reference_price",
    "quantiles",
    "mean",
    "p_up",
    "model",
    "input_digest",
    "code_version",
    "baselines",
  ],
};
const VERSIONS: Readonly<Record<string, readonly unknown[]>> = { forecast: [1, 2] };
/** What a forecast says since version 2: how far the price may run, and how volatile it gets. */
const KEYS_SINCE_2 = ["extreme_quantiles", "regime"];
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Times are seconds since 1970. */
export interface Slot {
  horizon: string;
  cutoff: number;
  /** The public id, e.g. `24h-20250717T00Z`. */
  id: string;
  deadline: number;
}

export interface Facts {
  leaf: Hash;
  kind: string;
  world: string | null;
  slot: Slot | null;
  model: string | null;
  role: string;
  horizon: string;
  hours: readonly number[];
  /** When it was issued or promoted, or is valid from. */
  at: number;
  /** A forecast's schema version and reference price; 0 where there is none. */
  version: number;
  price: number;
  problem: Omit<Finding, "index"> | null;
}

/** What the rules need to know of an entry. */
export function factsOf(body: Uint8Array): Facts {
  const facts: Facts = {
    leaf: leafHash(body),
    kind: "",
    world: null,
    slot: null,
    model: null,
    role: "",
    horizon: "",
    hours: [],
    at: 0,
    version: 0,
    price: 0,
    problem: null,
  };
  try {
    const record = readBody(body);
    facts.kind = textOf(record["kind"]);
    facts.world = `${record["mode"]} ${record["source"]}`;
    READERS[facts.kind]?.(facts, record);
  } catch (error) {
    facts.problem =
      error instanceof Broken
        ? { name: error.finding, text: error.message }
        : { name: "broken-rule", text: "a field is not of its kind" };
  }
  return facts;
}

/** An entry's record; Broken when it is not the canonical JSON of a known kind. */
export function readBody(body: Uint8Array): Fields {
  let record: Json;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    record = JSON.parse(text) as Json;
  } catch {
    throw new Broken("broken-rule", "it is not JSON");
  }
  demand(isSorted(record) && JSON.stringify(record) === text, "its JSON is not canonical");
  const fields = fieldsOf(record);
  const kind = String(fields["kind"]);
  const version = fields["schema_version"];
  const known = Object.hasOwn(KEYS, kind) && (VERSIONS[kind] ?? [1]).includes(version);
  demand(known, `kind ${kind}, version ${version} is unknown here`);
  const keys = [...(KEYS[kind] ?? []), ...(version === 2 ? KEYS_SINCE_2 : [])];
  demand(hasKeys(fields, keys), `the fields are not those of a ${kind}`);
  demand(["live", "replay", "simulated"].includes(textOf(fields["mode"])), "its mode is unknown");
  demand(textOf(fields["source"]) !== "", "it names no source");
  return fields;
}

const READERS: Readonly<Record<string, (facts: Facts, record: Fields) => void>> = {
  schedule(facts, record) {
    facts.horizon = textOf(record["horizon"]);
    demand(Object.hasOwn(HORIZON_HOURS, facts.horizon), "its horizon is unknown");
    const hours = listOf(record["hours_utc"]).map(Number);
    const whole = hours.every((hour) => Number.isInteger(hour) && hour >= 0 && hour < 24);
    demand(whole && hours.length > 0, "its hours are none of a day");
    demand(new Set(hours).size === hours.length, "its hours are none of a day");
    facts.at = instant(record["valid_from"]);
    demand(facts.at % HOUR_S === 0, "it starts on no full hour");
    facts.hours = hours;
  },
  promotion(facts, record) {
    facts.model = modelOf(record);
    facts.role = textOf(record["role"]);
    demand(["champion", "challenger"].includes(facts.role), "its role is unknown");
    facts.at = instant(record["promoted_at"]);
  },
  missed(facts, record) {
    facts.slot = slotOf(record);
    textOf(record["reason"]);
  },
  forecast(facts, record) {
    const slot = slotOf(record);
    facts.slot = slot;
    facts.model = modelOf(record);
    const issuedAt = instant(record["issued_at"]);
    const inTime = slot.cutoff <= issuedAt && issuedAt <= slot.deadline;
    const said = `${slot.id} says it was issued at ${shown(issuedAt)}, outside its ten minutes`;
    demand(inTime, said, "back-dated");
    facts.at = issuedAt;
    demand(DIGEST.test(textOf(record["input_digest"])), "its input digest is none");
    textOf(record["code_version"]);
    facts.price = checkNumbers(record, slot.horizon);
    facts.version = Number(record["schema_version"]);
  },
};

function slotOf(record: Fields): Slot {
  const said = fieldsOf(record["slot"]);
  demand(hasKeys(said, ["horizon", "cutoff", "target"]), "its slot has other fields");
  const horizon = textOf(said["horizon"]);
  const hours = HORIZON_HOURS[horizon];
  if (hours === undefined) throw new Broken("broken-rule", "its horizon is unknown");
  const cutoff = instant(said["cutoff"]);
  demand(cutoff % HOUR_S === 0, "its cutoff is no full hour");
  demand(instant(said["target"]) === cutoff + hours * HOUR_S, "target ≠ cutoff + horizon");
  return slotAt(horizon, cutoff);
}

/** The slot of a horizon at a cutoff. */
export function slotAt(horizon: string, cutoff: number): Slot {
  const digits = new Date(1000 * cutoff).toISOString().replaceAll("-", "").slice(0, 11);
  return { horizon, cutoff, id: `${horizon}-${digits}Z`, deadline: cutoff + ISSUE_WINDOW_S };
}

/** Seconds from a forecast's cutoff, which its id names, to when it was issued. */
export function slotIssuedAfter(id: string, issuedAt: number): number {
  return issuedAt - cutoffOf(id);
}

/** The cutoff in a public id; NaN when it is none. */
export function cutoffOf(id: string): number {
  const [, year, month, day, hour] =
    /^(?:1h|4h|24h|7d)-(\d{4})(\d\d)(\d\d)T(\d\d)Z$/.exec(id) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:00:00Z`) / 1000;
}

/** An instant for people. */
export function shown(seconds: number): string {
  return `${new Date(1000 * seconds).toISOString().replace("T", " ").slice(0, 19)} UTC`;
}

function modelOf(record: Fields): string {
  const model = fieldsOf(record["model"]);
  demand(hasKeys(model, ["version", "digest"]), "its model has other fields");
  const { version } = model;
  demand(Number.isInteger(version) && Number(version) > 0, "its model has no version");
  demand(DIGEST.test(textOf(model["digest"])), "its model's digest is none");
  return `${version} ${model["digest"]}`;
}
