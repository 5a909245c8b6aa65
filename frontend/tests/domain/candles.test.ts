import { expect, it } from "vitest";
import { mergeCandles } from "../../src/domain/candles";
import { HOUR_MS } from "../../src/domain/units";
import { candle, NOON } from "../fixtures/documents";

const at = (hour: number, close?: number) => candle(NOON + hour * HOUR_MS, close);

it("puts candles of several readings in their order, each hour once", () => {
  const merged = mergeCandles([at(3), at(1)], [at(2), at(1)]);
  expect(merged).toEqual([at(1), at(2), at(3)]);
});

it("holds what was read later", () => {
  expect(mergeCandles([at(1, 100)], [at(1, 200)])).toEqual([at(1, 200)]);
});
