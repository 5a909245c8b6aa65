import { afterEach, describe, expect, it, vi } from "vitest";
import type { Price } from "../../src/domain/units";
import { levelOf } from "../../src/features/levels/levelWords";
import { count, percent, signedPercent } from "../../src/lib/formatNumber";
import { exactDollars, wholeDollars } from "../../src/lib/formatPrice";

const inLocale = (language: string) => vi.stubGlobal("navigator", { language });
/** Whichever space a locale takes. */
const plain = (text: string) => text.replace(/\s/g, " ");

describe("numbers", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it.each([
    ["en-US", "$1,261,050", "$61,000.50", "1,440", "79.3%", "+1.23%"],
    ["en-IN", "$12,61,050", "$61,000.50", "1,440", "79.3%", "+1.23%"],
    ["de-DE", "1.261.050 $", "61.000,50 $", "1.440", "79,3 %", "+1,23 %"],
    ["fr-FR", "1 261 050 $", "61 000,50 $", "1 440", "79,3 %", "+1,23 %"],
    ["not a language", "$1,261,050", "$61,000.50", "1,440", "79.3%", "+1.23%"],
  ])("are written as readers of %s write them", (language, ...wanted) => {
    inLocale(language);
    const written = [
      wholeDollars(1_261_050 as Price),
      exactDollars(61_000.5 as Price),
      count(1440),
      percent(0.793),
      signedPercent(0.0123),
    ];
    expect(written.map(plain)).toEqual(wanted);
  });

  it("keep the digits of the words around them", () => {
    inLocale("ar-EG");
    expect(count(1440)).toMatch(/^1.440$/);
  });

  it.each([
    "en-US",
    "en-IN",
    "de-DE",
    "de-CH",
    "fr-FR",
    "pt-BR",
    "ar-EG",
    "hi-IN",
    "sv-SE",
    "pl-PL",
  ])("in the field for a price are read as they are written: %s", (language) => {
    inLocale(language);
    for (const price of [0.25, 99.5, 1234, 61_000, 118_404, 1_261_050] as Price[]) {
      expect(levelOf(wholeDollars(price)), wholeDollars(price)).toBe(price);
    }
  });
});
