/** The API's documents under the names the page uses; the shapes are generated. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Budget = Schemas["Budget"];
export type Calibration = Schemas["Calibration"];
export type CandleRow = Schemas["CandleRow"];
export type Candles = Schemas["Candles"];
export type CheckpointRow = Schemas["CheckpointRow"];
export type Checkpoints = Schemas["Checkpoints"];
export type Clock = Schemas["Clock"];
export type Component = Schemas["Component"];
export type Forecast = Schemas["Forecast"];
export type ForecastPage = Schemas["ForecastPage"];
export type ForecastRecord = Schemas["ForecastRecord"];
export type ForecastRow = Schemas["ForecastRow"];
export type CameTrue = Schemas["CameTrue"];
export type HorizonScores = Schemas["HorizonScores"];
export type Incident = Schemas["Incident"];
export type Interval = Schemas["Interval"];
export type Job = Schemas["Job"];
export type LatestForecasts = Schemas["LatestForecasts"];
export type Ledger = Schemas["Ledger"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type ModelVersion = Schemas["ModelVersion"];
export type Models = Schemas["Models"];
export type NextSlot = Schemas["NextSlot"];
export type Operation = Schemas["Operation"];
export type Outcome = Schemas["Outcome"];
export type Promotion = Schemas["Promotion"];
export type PriceDocument = Schemas["PriceDocument"];
export type Scores = Schemas["Scores"];
export type Skill = Schemas["Skill"];
export type StatusDocument = Schemas["StatusDocument"];
export type Uptime = Schemas["Uptime"];
export type UptimeRow = Schemas["UptimeRow"];
export type Version = Schemas["Version"];
