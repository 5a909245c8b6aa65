import { join } from "node:path";
import { loadEnv, type Plugin } from "vite";
import { PAGE_SETTINGS } from "../src/env.gen";

const PREFIX = "VITE_";
/** Set by Vite itself where it is told NODE_ENV by a file. */
const VITES_OWN = "VITE_USER_NODE_ENV";

/** What is wrong with the public settings: whatever Vite would build in is known and well formed. */
export function wrongPageSettings(env: Readonly<Record<string, string>>): string[] {
  const forms: Readonly<Record<string, string>> = PAGE_SETTINGS;
  return Object.entries(env).flatMap(([name, value]) => {
    if (!name.startsWith(PREFIX) || name === VITES_OWN || value === "") return [];
    const form = forms[name];
    if (form === undefined) {
      return [`${name} would be built into the page, which does not read it; take it away`];
    }
    return new RegExp(form).test(value) ? [] : [`${name} must match ${form}`];
  });
}

/** An error without a stack, which Vite would print and nobody needs. */
export function refusal(reasons: readonly string[]): Error {
  const error = new Error(reasons.join("\n"));
  error.stack = error.message;
  return error;
}

/** Stops a build that would show what nobody meant to show. */
export function pageSettings(): Plugin {
  return {
    name: "page-settings",
    apply: "build",
    config(_, { mode }) {
      const wrong = wrongPageSettings(loadEnv(mode, join(import.meta.dirname, ".."), PREFIX));
      if (wrong.length > 0) throw refusal(wrong);
    },
  };
}
