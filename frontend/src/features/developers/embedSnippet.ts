/** The lines that put a forecast on another site: a frame that stays fresh, or a picture. */
import type { Horizon } from "../../domain/horizon";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export const FORMS = ["frame", "picture"] as const;
export type Form = (typeof FORMS)[number];

export interface Wish {
  horizon: Horizon;
  theme: Theme;
  form: Form;
}

const PICTURE_WIDTH = 720;
/** At 360 px it is as tall as this (docs/embedding.md); where it is wider the chart takes what is left. */
export const FRAME_HEIGHT = 680;

/** The address of what is shown; a picture cannot follow its reader's theme. */
export function embedPath({ horizon, theme, form }: Wish): string {
  if (form === "frame") return `/embed/${horizon}?theme=${theme}`;
  return `/embed/${horizon}.png?theme=${theme === "auto" ? "light" : theme}&width=${PICTURE_WIDTH}`;
}

/** What it is, for those who do not see it. */
export function embedTitle({ horizon }: Wish): string {
  return `Candor’s ${horizon} Bitcoin forecast`;
}

/** The snippet; a picture leads to the page, where the record is. */
export function snippetOf(wish: Wish, site: string): string {
  const title = embedTitle(wish);
  const source = `${site}${embedPath(wish)}`.replaceAll("&", "&amp;");
  return wish.form === "frame"
    ? `<iframe src="${source}" title="${title}"\n  width="100%" height="${FRAME_HEIGHT}" style="border: 0" loading="lazy"></iframe>`
    : `<a href="${site}/?horizon=${wish.horizon}">\n  <img src="${source}" alt="${title}" width="${PICTURE_WIDTH}" loading="lazy">\n</a>`;
}
