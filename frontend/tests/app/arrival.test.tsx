// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { App } from "../../src/app/App";
import { pollEveryMs } from "../../src/domain/clock";
import { HOUR_MS, SECOND_MS } from "../../src/domain/units";
import { type Answers, type FakeApi, fakeApi } from "../fixtures/api";
import * as documents from "../fixtures/documents";
import { everyTestStartsAnew, headline, open } from "../fixtures/page";
import { price } from "../fixtures/price";

everyTestStartsAnew();
afterEach(() => document.getElementById("arrived")?.remove());

const SILENT: Answers = Object.fromEntries(
  ["status", "forecast", "candles", "forecasts", "scores", "price", "version"].map((name) => [
    `/api/v1/${name}`,
    "never",
  ]),
);

/** What does not come with the HTML, or only as it is on record. */
const OTHERS = ["/api/v1/price", "/api/v1/scores", "/api/v1/version"];
const FOLLOWED = [
  "/api/v1/candles?hours=168",
  "/api/v1/forecast",
  "/api/v1/forecasts?horizon=24h&limit=50",
];
const ALL = [...FOLLOWED, ...OTHERS, "/api/v1/status"].sort();

/** Each address once; the older candles are asked for when their place is near. */
function askedOf(api: FakeApi): string[] {
  return [...new Set(api.asked)].filter((path) => !path.includes("hours=1000")).sort();
}

/** What the function puts beside the HTML. */
function arrived(over: Record<string, unknown> = {}, stale = false): void {
  const block = document.createElement("script");
  block.id = "arrived";
  block.type = "application/json";
  if (stale) block.dataset["stale"] = "1";
  block.textContent = JSON.stringify({
    made_at: new Date().toISOString(),
    horizon: "24h",
    candle_hours: 168,
    status: documents.status(),
    forecast: documents.latest(),
    candles: documents.candles(),
    forecasts: documents.page([documents.row({ id: "a" })]),
    price: price(),
    ...over,
  });
  document.body.append(block);
}

describe("the page that arrived with its data", () => {
  it("shows sentence, picture, banner and price at once, before any answer", () => {
    arrived();
    fakeApi(SILENT);
    render(<App />);
    expect(headline().textContent).toContain("between $58,100 and $61,950");
    expect(screen.getByRole("img", { name: /80% between \$58,108 and \$61,953/ })).toBeTruthy();
    expect(screen.getByText("Replay of past prices, not live")).toBeTruthy();
    expect(screen.getByText(/close of the newest hourly candle/)).toBeTruthy();
  });

  it("asks at once for what did not come with it alone", async () => {
    arrived();
    const api = await open(fakeApi(), SECOND_MS);
    expect(askedOf(api)).toEqual(OTHERS);
  });

  it("asks for all of it anew, once, when there can be news", async () => {
    arrived();
    const api = await open(fakeApi(), SECOND_MS);
    await vi.advanceTimersByTimeAsync(pollEveryMs(documents.status()));
    expect(askedOf(api)).toEqual(ALL);
    for (const path of FOLLOWED) expect(api.asked.filter((one) => one === path)).toHaveLength(1);
  });

  it("asks at once for all of what is last known, or was read too long ago", async () => {
    const before = new Date(Date.now() - HOUR_MS).toISOString();
    for (const [over, stale] of [
      [{}, true],
      [{ made_at: before }, false],
    ] as const) {
      arrived(over, stale);
      expect(askedOf(await open(fakeApi(), SECOND_MS))).toEqual(ALL);
      cleanup();
      document.body.replaceChildren();
    }
  });

  it("shows newer data as soon as they are there", async () => {
    arrived({ forecast: { ...documents.latest(), mode: "simulated" } });
    fakeApi();
    render(<App />);
    expect(headline().textContent).toContain("the simulated price");
    await vi.advanceTimersByTimeAsync(pollEveryMs(documents.status()) + SECOND_MS);
    expect(headline().textContent).toContain("Bitcoin");
  });

  it("says of the last known data that newer ones cannot be read", () => {
    arrived({}, true);
    fakeApi(SILENT);
    render(<App />);
    expect(screen.getByText(/These are the last known forecasts/)).toBeTruthy();
  });

  it("does without what it cannot read", async () => {
    for (const broken of [{ made_at: "soon" }, "{"]) {
      arrived(typeof broken === "string" ? {} : broken);
      const block = document.getElementById("arrived");
      if (typeof broken === "string" && block) block.textContent = broken;
      await open(fakeApi());
      expect(headline().textContent).toContain("between $58,100 and $61,950");
      document.body.replaceChildren();
    }
  });
});
