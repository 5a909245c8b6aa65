// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { type Answers, fakeApi } from "../fixtures/api";
import * as documents from "../fixtures/documents";
import { everyTestStartsAnew, openChunk } from "../fixtures/page";

everyTestStartsAnew();

const EVERYTHING_ELSE = [
  "candles",
  "forecast",
  "forecasts",
  "ledger",
  "ledger/checkpoints",
  "models",
  "price",
  "scores",
  "scores/24h",
  "version",
].map((name) => `/api/v1/${name}`);

it.each(["/", "/record", "/history", "/ledger", "/models", "/status"])(
  "%s has one heading of the first level while all of its data are on their way",
  async (path) => {
    window.history.replaceState(null, "", path);
    const silent = Object.fromEntries(EVERYTHING_ELSE.map((one) => [one, "never"]));
    await openChunk(fakeApi({ ...silent, "/api/v1/status": documents.status() } as Answers), 500);
    expect(screen.getAllByRole("heading", { level: 1 })).toHaveLength(1);
  },
);
