/** The colours that mean something are told apart by everyone, in both themes. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { apart, over, VISIONS, type Vision } from "./colourVision";

const CSS = readFileSync(new URL("../../src/app/tokens.css", import.meta.url), "utf8");
const [LIGHT = "", DARK = ""] = CSS.split(
  /@media screen and \(prefers-color-scheme: dark\)|@media \(forced/,
);
const THEMES = { light: tokens(LIGHT), dark: { ...tokens(LIGHT), ...tokens(DARK) } };
const EVERYONE = Object.keys(VISIONS) as Vision[];
const DICHROMATS = EVERYONE.filter((one) => one !== "achromatopsia");

/** Told at a glance. */
const CLEAR = 0.12;
/** Told where a shape says the same; without any hue the shape alone says it. */
const TELLABLE = 0.04;
/** What can just be told. */
const STEP = 0.02;

function tokens(css: string): Record<string, string> {
  return Object.fromEntries(
    [...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

function colours(theme: keyof typeof THEMES) {
  const known = THEMES[theme];
  return (name: string): string => known[name] ?? `no token ${name}`;
}

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  const of = colours(theme);

  test.each([
    ["the forecast and what came", "accent", "warn"],
    ["the forecast and what was missed", "accent", "bad"],
    ["what came and the price before", "warn", "ink"],
  ])("%s differ in every colour vision", (_, one, other) => {
    for (const vision of DICHROMATS) {
      expect(apart(of(one), of(other), vision), vision).toBeGreaterThan(CLEAR);
    }
  });

  test.each(["accent", "warn", "bad", "good", "ink", "ink-3"])(
    "%s stands out from the paper for everyone",
    (name) => {
      for (const vision of EVERYONE) {
        expect(apart(of(name), of("paper"), vision), vision).toBeGreaterThan(2 * CLEAR);
      }
    },
  );

  test("the bands of the fan are three steps for everyone", () => {
    const drawn = [of("paper")];
    for (const name of ["fan-95", "fan-80", "fan-50"]) {
      // Each band lies over the wider ones.
      drawn.push(over(of("accent"), Number(of(name)), drawn.at(-1) ?? ""));
    }
    for (const vision of EVERYONE) {
      for (const [index, colour] of drawn.slice(1).entries()) {
        expect(apart(colour, drawn[index] ?? "", vision), vision).toBeGreaterThan(2 * STEP);
      }
    }
  });

  test("the fan of before is no band of this one", () => {
    const before = over(of("ink-3"), 0.07, of("paper"));
    const band = over(of("accent"), Number(of("fan-95")), of("paper"));
    for (const vision of EVERYONE) {
      expect(apart(before, band, vision), vision).toBeGreaterThan(STEP / 2);
    }
  });

  test.each([
    ["good", "bad"],
    ["accent", "ink-3"],
    ["warn", "ink-3"],
  ])("%s and %s, which have shapes of their own, are told by colour too", (one, other) => {
    for (const vision of DICHROMATS) {
      expect(apart(of(one), of(other), vision), vision).toBeGreaterThan(TELLABLE);
    }
  });
});

test("red and green of the same lightness would not pass", () => {
  expect(apart("#b3261e", "#5a6b1e", "deuteranopia")).toBeLessThan(CLEAR);
  expect(apart("#b3261e", "#5a6b1e", "trichromacy")).toBeGreaterThan(CLEAR);
});
