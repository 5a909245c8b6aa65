/** What the tests take for the API's answers is what the API describes, to the form of a number. */
import Ajv2020 from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import openapi from "../../openapi.json";
import { HORIZONS } from "../../src/domain/horizon";
import { calibration, models } from "../fixtures/calibration";
import * as documents from "../fixtures/documents";
import { checkpoints, ledger } from "../fixtures/ledgerDocuments";
import { operation } from "../fixtures/operation";
import { price } from "../fixtures/price";

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(openapi, "api");
const errorsOf = (schema: string, document: unknown) => {
  const validate = ajv.compile({ $ref: `api#/components/schemas/${schema}` });
  validate(document);
  return validate.errors ?? [];
};

const { missedRow, pendingRow, row } = documents;
const ANSWERS: readonly (readonly [string, string, unknown])[] = [
  ["Candles", "candles", documents.candles(3)],
  ["LatestForecasts", "the newest forecasts", documents.latest()],
  ["ForecastPage", "forecasts", documents.page([row(), missedRow(), pendingRow()])],
  ["Scores", "scores", documents.scores()],
  ["Scores", "scores of nothing yet", documents.scores(HORIZONS.map(documents.unscored))],
  ["StatusDocument", "the status", documents.status()],
  ["StatusDocument", "a live status", documents.status({ clock: documents.liveClock() })],
  ["Operation", "the operation", operation()],
  ["PriceDocument", "the price", price()],
  ["Calibration", "the calibration", calibration()],
  ["Models", "the models", models()],
  ["Ledger", "the ledger", ledger()],
  ["Checkpoints", "the checkpoints", checkpoints()],
];

describe("the description of the API", () => {
  it.each(ANSWERS)("as %s, describes %s of the tests", (schema, _, document) => {
    expect(errorsOf(schema, document)).toEqual([]);
  });

  it("would notice a number in another form, a field too many and one too few", () => {
    const [first] = documents.candles(1).candles;
    const { volume: _, ...less } = { ...first, high: "6e4", heigh: "1" };
    const candles = { ...documents.candles(0), candles: [less] };
    const found = errorsOf("Candles", candles).map(({ keyword }) => keyword);
    expect(found.sort()).toEqual(["additionalProperties", "pattern", "required"]);
  });
});
