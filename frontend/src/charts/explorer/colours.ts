/** The page's own colours for a canvas, which knows no style sheet. */

export interface Colours {
  paper: string;
  ink: string;
  quiet: string;
  line: string;
  lineStrong: string;
  accent: string;
  font: string;
  /** Opacity of each band. */
  fan: { 95: number; 80: number; 50: number };
}

/** Read where the chart stands: its style sheet may say otherwise than the page's. */
export function coloursAt(place: Element): Colours {
  const style = getComputedStyle(place);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    paper: token("--explorer-paper"),
    ink: token("--explorer-ink"),
    quiet: token("--explorer-quiet"),
    line: token("--explorer-line"),
    lineStrong: token("--explorer-line-strong"),
    accent: token("--explorer-accent"),
    font: style.fontFamily,
    fan: {
      95: Number(token("--fan-95")),
      80: Number(token("--fan-80")),
      50: Number(token("--fan-50")),
    },
  };
}

const THEMES = ["(prefers-color-scheme: dark)", "(forced-colors: active)"] as const;

/** Calls whenever the colours may have changed; what it returns ends that. */
export function onTheme(changed: () => void): () => void {
  const queries = THEMES.map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener("change", changed);
  return () => {
    for (const query of queries) query.removeEventListener("change", changed);
  };
}
