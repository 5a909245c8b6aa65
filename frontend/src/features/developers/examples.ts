/** Whole tasks in three languages. The very files are run against the API by the tests. */
import historyPy from "../../../examples/history.py?raw";
import historySh from "../../../examples/history.sh?raw";
import historyTs from "../../../examples/history.ts?raw";
import latestPy from "../../../examples/latest.py?raw";
import latestSh from "../../../examples/latest.sh?raw";
import latestTs from "../../../examples/latest.ts?raw";
import levelPy from "../../../examples/level.py?raw";
import levelSh from "../../../examples/level.sh?raw";
import levelTs from "../../../examples/level.ts?raw";
import verifySh from "../../../examples/verify.sh?raw";

export const LANGUAGES = ["curl", "Python", "TypeScript"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Example {
  title: string;
  /** By language; what is not there is said elsewhere. */
  texts: Partial<Record<Language, string>>;
  note?: string;
}

/** Address and level in the files, in whose place the site's own and a near one are shown. */
const SHOWN_SITE = "https://candor.example";
const SHOWN_LEVEL = "61000";

export const EXAMPLES: readonly Example[] = [
  {
    title: "The newest forecast",
    texts: { curl: latestSh, Python: latestPy, TypeScript: latestTs },
  },
  {
    title: "The chance that the price is above a level",
    texts: { curl: levelSh, Python: levelPy, TypeScript: levelTs },
  },
  {
    title: "The track record, counted by yourself",
    texts: { curl: historySh, Python: historyPy, TypeScript: historyTs },
  },
  {
    title: "That a forecast stands in the signed record",
    texts: { curl: verifySh },
    note: "The verifier is a file of Python to read and run; the ledger’s page does the same in a browser.",
  },
];

/** An example for a site; in another language where it is not told in the chosen one. */
export function textOf(
  { texts }: Example,
  language: Language,
  { site, level }: { site: string; level: string },
): string {
  const text = texts[language] ?? texts.curl ?? "";
  return text.replaceAll(SHOWN_SITE, site).replaceAll(SHOWN_LEVEL, level).trimEnd();
}
