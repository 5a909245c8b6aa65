import { describe, expect, it } from "vitest";
import {
  kindOf,
  logLines,
  modelsSentence,
  trainingText,
} from "../../../src/features/models/modelWords";
import { models } from "../../fixtures/calibration";

describe("the models in a sentence", () => {
  it("names the champion, what it knew, and who waits", () => {
    expect(modelsSentence(models())).toBe(
      "Model 2 makes the forecasts, trained on what was known until 18 May 2025; 1 challenger waits beside it.",
    );
  });

  it("does not make a champion of whoever is there", () => {
    const [challenger] = models().versions;
    expect(modelsSentence(models({ versions: challenger ? [challenger] : [] }))).toBe(
      "No model makes forecasts yet.",
    );
  });

  it("keeps the ledger's own name of a model it does not know", () => {
    expect(kindOf("deep-thought")).toEqual({ name: "deep thought", explained: "" });
  });
});

describe("the promotion log", () => {
  it("is told newest first, whatever the order of the document", () => {
    const { promotions } = models();
    for (const given of [promotions, promotions.toReversed()]) {
      expect(logLines(given).map(({ index, text }) => [index, text])).toEqual([
        [300, "waits as a challenger"],
        [200, "makes the forecasts from here on"],
        [0, "makes the forecasts from here on"],
      ]);
    }
  });
});

describe("how long a model has learned", () => {
  it.each([
    [30_000, "30,000 hours (3.4 years)"],
    [2_160, "2,160 hours (3 months)"],
  ])("of %i hours is also said in people's units", (hours, text) => {
    expect(trainingText(hours)).toBe(text);
  });
});
