/** Under which keys the page keeps the documents that it reads. */
import type { Horizon } from "../domain/horizon";

/** Begins the keys of all documents that are read again after the status. */
export const FOLLOWING = "following";

export const KEYS = {
  status: ["status"],
  latest: [FOLLOWING, "forecast"],
  candles: (hours: number) => [FOLLOWING, "candles", hours],
  forecasts: (horizon: Horizon) => [FOLLOWING, "forecasts", horizon],
  scores: [FOLLOWING, "scores"],
  price: [FOLLOWING, "price"],
} as const;
