/** What is asked, as an address and as curl; and the answer in a form to read. */
import type { Endpoint } from "./endpoints";

/** Longer answers are shown up to here: the browser has to lay every line out. */
const SHOWN_CHARACTERS_MAX = 20_000;

export type Values = Readonly<Record<string, string>>;

/** Path and query of a request; what is left empty is left out. */
export function pathOf({ path, fields }: Endpoint, values: Values): string {
  const query = new URLSearchParams();
  let filled: string = path;
  for (const name of Object.keys(fields)) {
    const value = (values[name] ?? "").trim();
    if (path.includes(`{${name}}`)) filled = filled.replace(`{${name}}`, encodeURIComponent(value));
    else if (value !== "") query.set(name, value);
  }
  return query.size === 0 ? filled : `${filled}?${query}`;
}

/** Which required fields are still empty. */
export function lacking({ fields }: Endpoint, values: Values): string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.required && (values[name] ?? "").trim() === "" ? [name] : [],
  );
}

/** The request for a terminal; nothing in an address can end the quotes. */
export function curlOf(url: string): string {
  return `curl --compressed '${url.replaceAll("'", "%27")}'`;
}

/** JSON with line breaks, anything else as it came; `left` characters are not shown. */
export function readable(text: string): { shown: string; left: number } {
  let whole = text;
  try {
    whole = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: a file or a key.
  }
  const shown = whole.slice(0, SHOWN_CHARACTERS_MAX);
  return { shown, left: whole.length - shown.length };
}

/** "200 · 41 ms · 5.2 kB". */
export function summaryOf(answer: { status: number; seconds: number; text: string }): string {
  const bytes = new TextEncoder().encode(answer.text).length;
  const size = bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
  return `${answer.status} · ${Math.max(1, Math.round(answer.seconds * 1000))} ms · ${size}`;
}
