// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { HOUR_MS } from "../../src/domain/units";
import { Failure, fakeApi } from "../fixtures/api";
import * as documents from "../fixtures/documents";
import { banner, everyTestStartsAnew, headline, open } from "../fixtures/page";
import { openTwin } from "../fixtures/twin";

everyTestStartsAnew();

describe("the page with data", () => {
  it("says the 24-hour forecast, with the published numbers to the digit", async () => {
    await open(fakeApi());
    expect(headline().textContent).toBe(
      "By Fri 18 Jul, 12:00 UTC there is an 8 in 10 chance that Bitcoin is between $58,100 and $61,950",
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
    await open(fakeApi());
    const link = screen.getByRole("link", { name: "ledger entry 4391" });
    expect(link.getAttribute("href")).toBe("/ledger?entry=4391");
  });

  it("draws the fan and gives its numbers as a table", async () => {
    await open(fakeApi());
    expect(screen.getByRole("img", { name: /80% between \$58,108 and \$61,953/ })).toBeTruthy();
    openTwin("The numbers behind the picture");
    expect(screen.getByRole("row", { name: /10\.0% \$58,108\.14 −3\.15%/ })).toBeTruthy();
  });

  it("shows what held, what did not, and what was missed alike", async () => {
    await open(fakeApi());
    const recent = screen.getByRole("region", { name: "Recent 24-hour forecasts" });
    expect(within(recent).getAllByText("inside")).toHaveLength(1);
    expect(within(recent).getAllByText("outside")).toHaveLength(1);
    expect(within(recent).getByText(/no candle by the deadline/)).toBeTruthy();
    expect(within(recent).getByText(/^1 forecast awaits the outcome/)).toBeTruthy();
  });

  it("keeps the score with the count behind it", async () => {
    await open(fakeApi());
    const record = screen.getByRole("region", { name: "Track record" });
    expect(record.textContent).toContain(
      "held 79.3% of the outcomes, between 76.2% and 82.1% with 95% confidence: as promised",
    );
    expect(record.textContent).toContain("n = 1,440 (about 60 that do not overlap)");
    expect(record.textContent).toContain(
      "Better than the spread of all past moves: between 1.9% and 6.2%",
    );
    expect(record.textContent).toContain("1,464 forecasts issued, 1,440 scored, 2 missed.");
  });

  it("puts its own count beside every row of the losses", async () => {
    const scores = documents.scores([
      documents.horizonScores({ horizon: "24h", scored: 1440 }),
      documents.horizonScores({ horizon: "7d", scored: 53 }),
    ]);
    await open(fakeApi({ "/api/v1/scores": scores }));
    const row = screen.getByRole("row", { name: /^7 days .* n = 53$/ });
    expect(within(row).getByTitle("about 7 that do not overlap")).toBeTruthy();
    expect(screen.getByRole("row", { name: /^24 hours .* n = 1,440$/ })).toBeTruthy();
  });

  it("never calls a forecast late while the next one is on its way", async () => {
    window.history.replaceState(null, "", "/?horizon=1h");
    const api = await open(fakeApi());
    const now = documents.iso(documents.NOON + 5 * HOUR_MS);
    api.answers["/api/v1/status"] = documents.status({ clock: documents.clock({ now }) });
    api.answers["/api/v1/forecast"] = "never";
    await vi.advanceTimersByTimeAsync(5500);
    expect(screen.queryByText(/has passed/)).toBeNull();
    await vi.advanceTimersByTimeAsync(11_000);
    expect(screen.getByText(/has passed/)).toBeTruthy();
  });

  it("says the newest price, the next slot, and the time by the reader's clock", async () => {
    await open(fakeApi());
    expect(screen.getByText("$60,123.45").parentElement?.textContent).toContain(
      "close of the newest hourly candle",
    );
    expect(screen.getByText("Next forecast").nextSibling?.textContent).toMatch(/^In \d s\.$/);
    expect(screen.getByText(/by your clock$/).textContent).toMatch(/Sat|19/);
  });

  it("does without the newest price where it cannot be read", async () => {
    await open(fakeApi({ "/api/v1/price": new Failure(503) }));
    expect(screen.queryByText(/close of the newest hourly candle/)).toBeNull();
    expect(headline().dataset["id"]).toBe("24h-20250717T12Z");
  });

  it("says that there is no current forecast when nothing has come for a day", async () => {
    window.history.replaceState(null, "", "/?horizon=7d");
    const now = documents.iso(documents.NOON + 50 * HOUR_MS);
    await open(
      fakeApi({ "/api/v1/status": documents.status({ clock: documents.clock({ now }) }) }),
    );
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "There is no current 7-day forecast",
    );
    expect(document.title).toBe("No current forecast · Candor");
    expect(screen.queryByRole("region", { name: "How likely is your price?" })).toBeNull();
  });

  it("says which code is running", async () => {
    await open(fakeApi());
    expect(screen.getByText("version 0.1.0 (e1f956c)")).toBeTruthy();
  });

  it("follows the replay as its hours pass", async () => {
    const api = await open(fakeApi());
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
    const api = await open(fakeApi());
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
    await open(fakeApi());
    expect(headline().dataset["horizon"]).toBe("4h");
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "4 hours" }).checked).toBe(true);
  });

  it("asks for no more candles than the API gives", async () => {
    window.history.replaceState(null, "", "/?horizon=7d");
    const api = await open(fakeApi());
    const asked = api.asked.find((path) => path.startsWith("/api/v1/candles"));
    expect(Number(asked?.split("hours=")[1])).toBeLessThanOrEqual(1000);
  });
});

describe("the mode", () => {
  it("of a simulation is never Bitcoin", async () => {
    await open(
      fakeApi({
        "/api/v1/status": documents.status({ mode: "simulated" }),
        "/api/v1/forecast": documents.latest({ mode: "simulated" }),
      }),
    );
    expect(banner().textContent).toContain("Simulated market, not Bitcoin");
    expect(headline().textContent).not.toContain("Bitcoin");
  });

  it("of a replay that catches up shows how far it is", async () => {
    const clock = documents.clock({
      state: "catching_up",
      starts_at: documents.iso(documents.NOON - 360 * HOUR_MS),
      caught_up_at: documents.iso(documents.NOON + 1080 * HOUR_MS),
    });
    await open(fakeApi({ "/api/v1/status": documents.status({ clock }) }));
    expect(within(banner()).getByRole("progressbar")).toBeTruthy();
    expect(banner().textContent).toContain("25%");
  });

  it("of a replay that has ended says so", async () => {
    await open(
      fakeApi({
        "/api/v1/status": documents.status({ clock: documents.clock({ state: "ended" }) }),
      }),
    );
    expect(banner().textContent).toContain("has reached the end of its file");
  });

  it("of a replay that has ended awaits no outcome from beyond its end", async () => {
    const ended = documents.clock({ state: "ended", ends_at: documents.iso(documents.NOON) });
    await open(fakeApi({ "/api/v1/status": documents.status({ clock: ended, next_slots: [] }) }));
    const recent = screen.getByRole("region", { name: "Recent 24-hour forecasts" });
    expect(recent.textContent).toContain("1 forecast lies beyond the end of the history");
    expect(recent.textContent).not.toContain("the next comes on");
  });

  it("of a replay that has ended prepares nothing", async () => {
    await open(
      fakeApi({
        "/api/v1/status": documents.status({ clock: documents.clock({ state: "ended" }) }),
        "/api/v1/forecast": documents.latest({ forecasts: [], next_slots: [] }),
      }),
    );
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "No 24-hour forecast is issued before the history ends",
    );
  });

  it("of stale live data warns", async () => {
    const now = documents.iso(documents.NOON + 4 * HOUR_MS);
    await open(
      fakeApi({
        "/api/v1/status": documents.status({
          mode: "live",
          clock: documents.liveClock({ now }),
        }),
        "/api/v1/forecast": documents.latest({ mode: "live" }),
      }),
    );
    expect(banner().textContent).toContain("The newest candle is 4 h old");
    expect(screen.getByText(/last forecast issued; the slots since then have none/)).toBeTruthy();
  });
});
