// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NOT_READY } from "../../src/api/client";
import { App } from "../../src/app/App";
import { HORIZONS } from "../../src/domain/horizon";
import { HOUR_MS } from "../../src/domain/units";
import { down, Failure, type FakeApi, fakeApi } from "../fixtures/api";
import * as documents from "../fixtures/documents";

/** Longer than two polls of a replay at five seconds an hour. */
const PATIENCE_MS = 12_000;

beforeEach(() => {
  window.history.replaceState(null, "", "/");
  document.title = "Candor";
  vi.useFakeTimers({ shouldAdvanceTime: true });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

async function open(over?: Parameters<typeof fakeApi>[0]): Promise<FakeApi> {
  const api = fakeApi(over);
  render(<App />);
  await vi.advanceTimersByTimeAsync(100);
  return api;
}

const headline = () => screen.getByTestId("headline");
const banner = () => screen.getByRole("complementary", { name: "Mode and data" });

describe("the page with data", () => {
  it("says the 24-hour forecast, with the published numbers to the digit", async () => {
    await open();
    expect(headline().textContent).toBe(
      "8 in 10 chance that Bitcoin is between $58,100 and $61,950 at Fri 18 Jul, 12:00 UTC",
    );
    expect(headline().dataset).toMatchObject({
      low: "58108.14",
      high: "61953.45",
      horizon: "24h",
      id: "24h-20250717T12Z",
    });
    expect(document.title).toBe("$58,100–$61,950 · 24h · Candor");
  });

  it("links the forecast to its ledger entry", async () => {
    await open();
    const link = screen.getByRole("link", { name: "ledger entry 4391" });
    expect(link.getAttribute("href")).toBe("/api/v1/ledger?after=4390&limit=1");
  });

  it("draws the fan and gives its numbers as a table", async () => {
    await open();
    expect(screen.getByRole("img", { name: /80% between \$58,108 and \$61,953/ })).toBeTruthy();
    expect(screen.getByText("The numbers behind the picture")).toBeTruthy();
    expect(
      screen.getByRole("row", { name: /10\.0% \$58,108\.14 −3\.15%/, hidden: true }),
    ).toBeTruthy();
  });

  it("shows what held, what did not, and what was missed alike", async () => {
    await open();
    const recent = screen.getByRole("region", { name: "Recent 24-hour forecasts" });
    expect(within(recent).getAllByText("inside")).toHaveLength(1);
    expect(within(recent).getAllByText("outside")).toHaveLength(1);
    expect(within(recent).getByText(/no candle by the deadline/)).toBeTruthy();
    expect(within(recent).getByText(/^1 forecast awaits the outcome/)).toBeTruthy();
  });

  it("keeps the score with the count behind it", async () => {
    await open();
    const record = screen.getByRole("region", { name: "Track record" });
    expect(record.textContent).toContain("held 79.3% of the outcomes: as promised");
    expect(record.textContent).toContain("n = 1,440 (about 60 that do not overlap)");
    expect(record.textContent).toContain("4.0% better than the spread of all past moves");
    expect(record.textContent).toContain("1,464 forecasts issued, 1,440 scored, 2 missed.");
  });

  it("says which code is running", async () => {
    await open();
    expect(screen.getByText("version 0.1.0 (e1f956c)")).toBeTruthy();
  });

  it("follows the replay as its hours pass", async () => {
    const api = await open();
    const next = documents.NOON + HOUR_MS;
    api.answers["/api/v1/status"] = documents.status({ data_as_of: documents.iso(next) });
    api.answers["/api/v1/forecast"] = documents.latest({
      forecasts: [documents.forecast("24h", next)],
    });
    await vi.advanceTimersByTimeAsync(5500);
    expect(headline().textContent).toContain("Fri 18 Jul, 13:00 UTC");
    expect(banner().textContent).toContain("data as of 17 Jul 2025, 13:00 UTC");
  });
});

describe("the choice of horizon", () => {
  it("changes sentence, table and address, by keyboard", async () => {
    const api = await open();
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    await user.click(screen.getByRole("radio", { name: "24 hours" }));
    await user.keyboard("{ArrowRight}");
    await vi.advanceTimersByTimeAsync(100);
    expect(headline().dataset["horizon"]).toBe("7d");
    expect(window.location.search).toBe("?horizon=7d");
    expect(screen.getByRole("region", { name: "Recent 7-day forecasts" })).toBeTruthy();
    expect(api.asked).toContain("/api/v1/forecasts?horizon=7d&limit=50");
  });

  it("is taken from the address", async () => {
    window.history.replaceState(null, "", "/?horizon=4h");
    await open();
    expect(headline().dataset["horizon"]).toBe("4h");
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "4 hours" }).checked).toBe(true);
  });

  it("asks for no more candles than the API gives", async () => {
    window.history.replaceState(null, "", "/?horizon=7d");
    const api = await open();
    const asked = api.asked.find((path) => path.startsWith("/api/v1/candles"));
    expect(Number(asked?.split("hours=")[1])).toBeLessThanOrEqual(1000);
  });
});

describe("the mode", () => {
  it("of a simulation is never Bitcoin", async () => {
    await open({
      "/api/v1/status": documents.status({ mode: "simulated" }),
      "/api/v1/forecast": documents.latest({ mode: "simulated" }),
    });
    expect(banner().textContent).toContain("Simulated market, not Bitcoin");
    expect(headline().textContent).not.toContain("Bitcoin");
  });

  it("of a replay that catches up shows how far it is", async () => {
    const clock = documents.clock({
      state: "catching_up",
      starts_at: documents.iso(documents.NOON - 360 * HOUR_MS),
      caught_up_at: documents.iso(documents.NOON + 1080 * HOUR_MS),
    });
    await open({ "/api/v1/status": documents.status({ clock }) });
    expect(within(banner()).getByRole("progressbar")).toBeTruthy();
    expect(banner().textContent).toContain("25%");
  });

  it("of a replay that has ended says so", async () => {
    await open({
      "/api/v1/status": documents.status({ clock: documents.clock({ state: "ended" }) }),
    });
    expect(banner().textContent).toContain("has reached the end of its file");
  });

  it("of stale live data warns", async () => {
    const now = documents.iso(documents.NOON + 4 * HOUR_MS);
    await open({
      "/api/v1/status": documents.status({
        mode: "live",
        clock: documents.liveClock({ now }),
      }),
      "/api/v1/forecast": documents.latest({ mode: "live" }),
    });
    expect(banner().textContent).toContain("The newest candle is 4 h old");
    expect(screen.getByText(/last forecast issued; the slots since then have none/)).toBeTruthy();
  });
});

describe("the page without a forecast", () => {
  const empty = {
    "/api/v1/forecast": documents.latest({ mode: "live", forecasts: [] }),
    "/api/v1/forecasts": documents.page([]),
    "/api/v1/scores": documents.scores(HORIZONS.map(documents.unscored)),
  };

  it("counts down to the first slot", async () => {
    const now = documents.iso(documents.NOON + 30 * 60_000);
    await open({
      ...empty,
      "/api/v1/status": documents.status({ mode: "live", clock: documents.liveClock({ now }) }),
    });
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "The first 24-hour forecast will be issued at Thu 17 Jul, 13:00 UTC",
    );
    expect(screen.getByText(/^In (29|30) min\.$/)).toBeTruthy();
    expect(screen.getByText(/Its outcome comes at Fri 18 Jul, 13:00 UTC/)).toBeTruthy();
    expect(screen.getByText(/No 24-hour forecast has met its outcome yet/)).toBeTruthy();
  });

  it("says what is being prepared before anything is announced", async () => {
    await open({
      ...empty,
      "/api/v1/status": documents.status({
        data_as_of: null,
        candles: 0,
        next_slots: [],
        clock: documents.clock({ state: "preparing" }),
      }),
      "/api/v1/forecast": documents.latest({ forecasts: [], next_slots: [], data_as_of: null }),
      "/api/v1/candles": { ...documents.candles(0), data_as_of: null },
    });
    expect(banner().textContent).toContain("preparing: reading candles");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("being prepared");
    expect(screen.queryByRole("img")).toBeNull();
  });
});

describe("the page without an API", () => {
  it("shows the places of what is on its way", async () => {
    await open({
      "/api/v1/status": "never",
      "/api/v1/forecast": "never",
      "/api/v1/candles": "never",
      "/api/v1/forecasts": "never",
      "/api/v1/scores": "never",
    });
    expect(screen.getByText("The forecast is on its way")).toBeTruthy();
    expect(screen.getByText("The track record is on its way")).toBeTruthy();
  });

  it("says why nothing could be read, keeps asking, and recovers", async () => {
    const api = fakeApi();
    const answers = { ...api.answers };
    down(api);
    render(<App />);
    await vi.advanceTimersByTimeAsync(1500);
    expect(screen.getByRole("alert").textContent).toContain("the database does not answer");
    await vi.advanceTimersByTimeAsync(2200);
    expect(screen.getByRole("alert").textContent).toContain("the database does not answer");
    Object.assign(api.answers, answers);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(headline()).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("takes a service that has only just been started for what it is", async () => {
    const api = fakeApi();
    const answers = { ...api.answers };
    down(api, new Failure(503, NOT_READY));
    render(<App />);
    await vi.advanceTimersByTimeAsync(1500);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("being prepared");
    Object.assign(api.answers, answers);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(headline()).toBeTruthy();
  });

  it("keeps the last data on screen, and says since when they are the last", async () => {
    vi.setSystemTime("2026-01-02T03:04:05Z");
    const api = await open();
    const answers = { ...api.answers };
    for (const path of Object.keys(api.answers)) api.answers[path] = "unreachable";
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(headline()).toBeTruthy();
    expect(banner().textContent).toContain("unreachable since 03:04:05 UTC");
    Object.assign(api.answers, answers);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(banner().textContent).not.toContain("unreachable");
  });

  it("misses only the part that fails", async () => {
    const api = fakeApi();
    api.answers["/api/v1/scores"] = "unreachable";
    render(<App />);
    await vi.advanceTimersByTimeAsync(1500);
    await waitFor(() => expect(headline()).toBeTruthy());
    expect(screen.getByRole("alert").textContent).toContain("The track record cannot be read");
  });
});

describe("a fault of the page itself", () => {
  it("becomes a sentence", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    await open({ "/api/v1/status": documents.status({ data_as_of: "not a time" }) });
    expect(screen.getByRole("alert").textContent).toContain("This page has failed");
  });
});
