// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { CalmPanel } from "../../../src/features/calm/CalmPanel";
import { candles } from "../../fixtures/documents";

afterEach(cleanup);

describe("how calm it is", () => {
  it.each([
    [false, "once the older candles have been read"],
    [true, "Not enough unbroken days of candles yet"],
  ])("is not judged by few candles, all of them read or not: %s", (isWhole, words) => {
    render(<CalmPanel candles={candles(97).candles} isWhole={isWhole} day={undefined} />);
    expect(screen.getByText(words, { exact: false })).toBeDefined();
  });
});
