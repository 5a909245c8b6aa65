import { describe, expect, it } from "vitest";
import { levelOf } from "../../../src/features/levels/levelWords";

describe("a typed level", () => {
  it.each([
    ["61000", 61000],
    ["$61,000.50", 61000.5],
    [" 61 000 ", 61000],
    ["62.000,50", 62000.5],
    ["62.000", 62000],
    ["62,00,000", 6200000],
    ["1.234.567,5", 1234567.5],
    ["61’000.25", 61000.25],
    ["٦٢٬٠٠٠٫٥٠", 62000.5],
    ["۶۲۰۰۰", 62000],
    ["६२,०००", 62000],
    ["61000.", 61000],
  ])("%s is a price", (text, price) => {
    expect(levelOf(text)).toBe(price);
  });

  it.each([
    "",
    "0",
    "-5",
    "1e5",
    "1,000,50",
    "1.000,000.5",
    "61000.123",
    "62.0000",
    "9999999999",
    "high",
  ])("%s is none", (text) => {
    expect(levelOf(text)).toBeNull();
  });
});
