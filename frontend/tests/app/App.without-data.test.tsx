// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { NOT_READY } from "../../src/api/client";
import { HORIZONS } from "../../src/domain/horizon";
import { MINUTE_MS } from "../../src/domain/units";
import { pending } from "../../src/reports/visit";
import { down, Failure, fakeApi, TRACE_ID } from "../fixtures/api";
import * as documents from "../fixtures/documents";
import { banner, everyTestStartsAnew, headline, open, PATIENCE_MS } from "../fixtures/page";

everyTestStartsAnew();

describe("the page without a forecast", () => {
  const empty = {
    "/api/v1/forecast": documents.latest({ mode: "live", forecasts: [] }),
    "/api/v1/forecasts": documents.page([]),
    "/api/v1/scores": documents.scores(HORIZONS.map(documents.unscored)),
  };

  it("counts down to the first slot", async () => {
    const now = documents.iso(documents.NOON + 30 * 60_000);
    await open(
      fakeApi({
        ...empty,
        "/api/v1/status": documents.status({ mode: "live", clock: documents.liveClock({ now }) }),
      }),
    );
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "The first 24-hour forecast will be issued at Thu 17 Jul, 13:00 UTC",
    );
    expect(screen.getByText(/^In (29|30) min\.$/)).toBeTruthy();
    expect(screen.getByText(/Its outcome comes on Fri 18 Jul, 13:00 UTC/)).toBeTruthy();
    expect(screen.getByText(/No 24-hour forecast has met its outcome yet/)).toBeTruthy();
  });

  it("says what is being prepared before anything is announced", async () => {
    await open(
      fakeApi({
        ...empty,
        "/api/v1/status": documents.status({
          data_as_of: null,
          candles: 0,
          next_slots: [],
          clock: documents.clock({ state: "preparing" }),
        }),
        "/api/v1/forecast": documents.latest({ forecasts: [], next_slots: [], data_as_of: null }),
        "/api/v1/candles": { ...documents.candles(0), data_as_of: null },
      }),
    );
    expect(banner().textContent).toContain("preparing: reading candles");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("being prepared");
    expect(screen.queryByRole("img")).toBeNull();
  });

  it("says that the venues do not answer where a live world has no candle yet", async () => {
    const silent = ["binance", "kraken"].map((venue) => ({
      name: `venue ${venue}`,
      ok: false,
      detail: "failed when last asked: ConnectError",
    }));
    await open(
      fakeApi({
        ...empty,
        "/api/v1/status": documents.status({
          mode: "live",
          data_as_of: null,
          candles: 0,
          next_slots: [],
          clock: documents.liveClock({}),
          dependencies: silent,
          health: "degraded",
          degraded_because: ["no candle for the hour from 2025-07-17T11:00:00Z"],
        }),
        "/api/v1/forecast": documents.latest({
          mode: "live",
          forecasts: [],
          next_slots: [],
          data_as_of: null,
        }),
        "/api/v1/candles": { ...documents.candles(0), data_as_of: null },
      }),
    );
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("The venues do not answer");
    expect(screen.getByText(/binance, kraken did not answer when last asked/)).toBeTruthy();
    expect(banner().textContent).toContain("No candle yet: binance, kraken did not answer.");
    expect(banner().textContent).not.toContain("Not all is well");
  });
});

describe("the page without an API", () => {
  it("counts what could not be read", async () => {
    pending.take();
    await open(fakeApi({ "/api/v1/scores": "unreachable" }), 1500);
    const { views, errors } = pending.take() ?? {};
    expect([views, Object.keys(errors ?? {})]).toEqual([{ forecast: 1 }, ["api"]]);
  });

  it("counts no service that is only starting", async () => {
    pending.take();
    await open(fakeApi({ "/api/v1/candles": new Failure(503, NOT_READY) }), 1500);
    expect(pending.take()).toEqual({ views: { forecast: 1 } });
  });

  it("shows the places of what is on its way", async () => {
    await open(
      fakeApi({
        "/api/v1/status": "never",
        "/api/v1/forecast": "never",
        "/api/v1/candles": "never",
        "/api/v1/forecasts": "never",
        "/api/v1/scores": "never",
      }),
    );
    expect(screen.getByText("The forecast is on its way")).toBeTruthy();
    expect(screen.getByText("The track record is on its way")).toBeTruthy();
  });

  it("says why nothing could be read, keeps asking, and recovers", async () => {
    const api = fakeApi();
    const answers = { ...api.answers };
    down(api);
    await open(api, 1500);
    expect(screen.getByRole("alert").textContent).toContain("the database does not answer");
    expect(screen.getByText(TRACE_ID)).toBeTruthy();
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
    await open(api, 1500);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("being prepared");
    Object.assign(api.answers, answers);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(headline()).toBeTruthy();
  });

  it("says so after ten seconds of silence, and recovers", async () => {
    const api = fakeApi();
    const answers = { ...api.answers };
    down(api, "never");
    await open(api, 9500);
    expect(screen.queryByRole("alert")).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    expect(screen.getByRole("alert").textContent).toContain("The API does not answer");
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(screen.getByRole("alert").textContent).toContain("did not answer within 10 s");
    Object.assign(api.answers, answers);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(headline()).toBeTruthy();
  });

  it("keeps the last data through a silence, and says since when they are the last", async () => {
    vi.setSystemTime("2026-01-02T03:04:05Z");
    const api = await open(fakeApi());
    down(api, "never");
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(headline()).toBeTruthy();
    expect(banner().textContent).toContain("the last that it said, at 03:04:05 UTC");
  });

  it("notices a silent part though the page asks more often than it gives up", async () => {
    const clock = documents.clock({ seconds_per_hour: 1 });
    const api = await open(fakeApi({ "/api/v1/status": documents.status({ clock }) }));
    api.answers["/api/v1/scores"] = "never";
    await vi.advanceTimersByTimeAsync(12_000);
    expect(banner().textContent).toContain("Parts of this page cannot be read anew");
  });

  it("keeps the last data on screen, and says since when they are the last", async () => {
    vi.setSystemTime("2026-01-02T03:04:05Z");
    const api = await open(fakeApi());
    const answers = { ...api.answers };
    down(api, "unreachable");
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(headline()).toBeTruthy();
    expect(banner().textContent).toContain("the last that it said, at 03:04:05 UTC");
    Object.assign(api.answers, answers);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(banner().textContent).not.toContain("cannot be reached");
  });

  it("promises no next forecast while none can be read", async () => {
    const api = await open(fakeApi());
    down(api, "unreachable");
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    const next = screen.getByText("Next forecast").nextSibling?.textContent;
    expect(next).toMatch(/^Due [12] min ago\.$/);
  });

  it("does not take what it could not read for what does not exist yet", async () => {
    await open(
      fakeApi({ "/api/v1/scores": "unreachable", "/api/v1/candles": "unreachable" }),
      1500,
    );
    expect(document.body.textContent).toContain("once the record has been read.");
    expect(document.body.textContent).toContain("once the older candles have been read.");
  });

  it("misses only the part that fails", async () => {
    const api = fakeApi();
    api.answers["/api/v1/scores"] = "unreachable";
    await open(api, 1500);
    expect(headline()).toBeTruthy();
    expect(screen.getByRole("alert").textContent).toContain("The track record cannot be read");
    expect(screen.getByRole("alert").textContent).toMatch(
      /give us this number: [0-9a-f]{32}Try again now$/,
    );
  });
});

describe("a fault of the page itself", () => {
  it("stays in its part, has a number, and is counted", async () => {
    pending.take();
    vi.spyOn(console, "error").mockImplementation(() => {});
    await open(fakeApi({ "/api/v1/status": documents.status({ dependencies: [null as never] }) }));
    expect(screen.getByRole("alert").textContent).toContain("age of the data cannot be shown");
    expect(headline()).toBeTruthy();
    expect(screen.getByRole("alert").textContent).toMatch(/give us this number: [0-9a-f]{32}/);
    expect(pending.take()?.errors).toEqual({ render: 1 });
  });
});
