/** Fields of JSON of which nothing is known yet; Broken where they are of another kind. */
import { demand } from "./finding";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Fields = { [key: string]: Json };

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Seconds since 1970. */
export function instant(text: Json | undefined): number {
  const ms = INSTANT.test(textOf(text)) ? Date.parse(textOf(text)) : Number.NaN;
  demand(Number.isFinite(ms), `${text} is no instant`);
  return ms / 1000;
}

export function textOf(value: Json | undefined): string {
  demand(typeof value === "string", "a field is not of its kind");
  return value;
}

export function listOf(value: Json | undefined): Json[] {
  demand(Array.isArray(value), "a field is not of its kind");
  return value;
}

export function fieldsOf(value: Json | undefined): Fields {
  const fields = typeof value === "object" && value !== null && !Array.isArray(value);
  demand(fields, "a field is not of its kind");
  return value as Fields;
}

export function hasKeys(fields: Fields, keys: readonly string[]): boolean {
  return (
    Object.keys(fields).length === keys.length && keys.every((key) => Object.hasOwn(fields, key))
  );
}

/** Whether the keys of every object are in order, as RFC 8785 wants them. */
export function isSorted(value: Json): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let before: string | null = null;
  for (const key of Object.keys(value)) {
    if ((before !== null && key <= before) || !isSorted(value[key] as Json)) return false;
    before = key;
  }
  return true;
}
