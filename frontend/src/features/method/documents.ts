import type { UseQueryResult } from "@tanstack/react-query";
import type { Dated } from "../../api/client";
import type { Calibration, Candles, LatestForecasts, Scores } from "../../api/documents";
import type { Horizon } from "../../domain/horizon";

/** By which horizon the pictures are explained: the one shown first everywhere. */
export const EXPLAINED: Horizon = "24h";

/** What the pictures are drawn from: the newest that the API has. */
export interface MethodDocuments {
  latest: UseQueryResult<Dated<LatestForecasts>>;
  candles: UseQueryResult<Dated<Candles>>;
  calibration: UseQueryResult<Dated<Calibration>>;
  scores: UseQueryResult<Dated<Scores>>;
}
