/** The API's documents under the names the page uses; the shapes are generated. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type CandleRow = Schemas["CandleRow"];
export type Candles = Schemas["Candles"];
export type Clock = Schemas["Clock"];
export type Forecast = Schemas["Forecast"];
export type ForecastPage = Schemas["ForecastPage"];
export type ForecastRecord = Schemas["ForecastRecord"];
export type ForecastRow = Schemas["ForecastRow"];
export type HorizonScores = Schemas["HorizonScores"];
export type Interval = Schemas["Interval"];
export type LatestForecasts = Schemas["LatestForecasts"];
export type NextSlot = Schemas["NextSlot"];
export type Scores = Schemas["Scores"];
export type Skill = Schemas["Skill"];
export type StatusDocument = Schemas["StatusDocument"];
export type Version = Schemas["Version"];
