// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { HORIZONS } from "../../src/domain/horizon";
import { type Answers, Failure, fakeApi, TRACE_ID } from "../fixtures/api";
import { calibration, models } from "../fixtures/calibration";
import * as documents from "../fixtures/documents";
import { everyTestStartsAnew, openChunk } from "../fixtures/page";

everyTestStartsAnew();
beforeEach(() => window.history.replaceState(null, "", "/record?horizon=24h"));

const title = () => screen.findByRole("heading", { level: 1 });

async function openRecord(over: Answers = {}, patienceMs = 100) {
  const api = fakeApi({
    "/api/v1/scores/24h": calibration(),
    "/api/v1/models": models(),
    "/api/v1/forecasts/24h-20250518T12Z": {
      ...documents.latest(),
      forecast: documents.forecast(),
    },
    ...over,
  });
  await openChunk(api, patienceMs);
  await title();
  return api;
}

const user = () => userEvent.setup({ advanceTimers: vi.advanceTimersByTime });

describe("the track record's page", () => {
  it("says in one sentence how often the intervals held, and counts what is missing too", async () => {
    await openRecord();
    expect((await title()).textContent).toMatch(/^The 80% intervals held 79\.3% of the outcomes/);
    expect(document.title).toBe("Track record · Candor");
    const counts = screen.getAllByRole("definition").map((one) => one.textContent);
    expect(counts.slice(0, 4)).toEqual([
      "1,464",
      "1,440about 60 that do not overlap",
      "24",
      "2never back-dated",
    ]);
  });

  it("tells of every forecast: inside, outside and missed", async () => {
    await openRecord();
    const panel = screen.getByRole("region", { name: /^Every forecast/ });
    expect(panel.textContent).toContain("All 180 24-hour forecasts with an outcome. 120 fell");
    expect(panel.textContent).toContain("1 slot was missed");
  });

  it("says whether prices were touched as often as said", async () => {
    await openRecord();
    const panel = screen.getByRole("region", { name: /^Touches, promised and kept/ });
    expect(panel.textContent).toContain("Prices were touched as often as said");
  });

  it("says nothing of touches where none is judged", async () => {
    const unjudged = documents.scores([documents.horizonScores({ touched: null })]);
    await openRecord({ "/api/v1/scores": unjudged });
    expect(screen.queryByRole("region", { name: /^Touches/ })).toBeNull();
  });

  it("opens the members of a bar, and one of them", async () => {
    await openRecord();
    const bar = screen.getByRole("button", { name: /^90–100% of the forecast: 60 outcomes/ });
    await user().click(bar);
    const members = screen.getByRole("region", { name: "Forecasts of the chosen bar" });
    expect(within(members).getAllByRole("listitem")).toHaveLength(12);
    await user().click(within(members).getByRole("button", { name: "Show 48 more" }));
    expect(within(members).getAllByRole("listitem")).toHaveLength(60);
    await user().click(within(members).getByRole("button", { name: "Show all" }));
    expect(screen.queryByRole("region", { name: "Forecasts of the chosen bar" })).toBeNull();
  });

  it("is gone through by arrow keys, and Enter opens a forecast", async () => {
    await openRecord();
    const dots = screen.getByRole("slider", { name: /Enter opens one$/ });
    dots.focus();
    await user().keyboard("{Home}");
    expect(dots.getAttribute("aria-valuetext")).toBe(
      "made 18 May, 12:00 UTC: the outcome came at 5% of the forecast, below the 80% interval",
    );
    await user().keyboard("{Enter}");
    const opened = await screen.findByRole("region", { name: "Forecast 24h-20250518T12Z" });
    expect(await within(opened).findByText("not known yet")).toBeTruthy();
  });

  it("gives the focus back to the dot, or the bar, when what it opened is closed", async () => {
    await openRecord();
    const dots = screen.getByRole("slider", { name: /Enter opens one$/ });
    dots.focus();
    await user().keyboard("{Home}{Enter}");
    const opened = await screen.findByRole("region", { name: "Forecast 24h-20250518T12Z" });
    within(opened).getByRole("button", { name: "Close" }).focus();
    await user().keyboard("{Enter}");
    expect(document.activeElement).toBe(dots);
    const bar = screen.getByRole("button", { name: /^90–100% of the forecast: 60 outcomes/ });
    bar.focus();
    await user().keyboard("{Enter}");
    screen.getByRole("button", { name: "Show all" }).focus();
    await user().keyboard("{Escape}");
    expect(document.activeElement).toBe(bar);
  });

  it("keeps the backtest apart, with challengers beside the champion", async () => {
    await openRecord();
    const backtest = screen.getByRole("region", { name: "How the models did on the past" });
    expect(backtest.textContent).toContain("Backtest – not the record");
    const roles = within(backtest)
      .getAllByRole("row")
      .slice(1)
      .map((row) => row.children[1]?.textContent);
    expect(roles).toEqual(["challenger", "champion", "retired"]);
    const log = within(backtest).getByRole("link", { name: "Who has spoken since when" });
    expect(log.getAttribute("href")).toBe("/models");
  });

  it("gives each picture as a table too", async () => {
    await openRecord();
    for (const summary of screen.getAllByText("The numbers behind the picture")) {
      const twin = summary.closest("details");
      if (!twin) throw new Error("there is no twin");
      twin.open = true;
      twin.dispatchEvent(new Event("toggle"));
    }
    const every = await screen.findByRole("region", { name: "Every forecast" });
    expect(within(every).getAllByRole("row")).toHaveLength(1 + 180 + 1);
    const skill = screen.getByRole("region", { name: "Skill by day" });
    expect(within(skill).getAllByRole("row")[1]?.textContent).toContain("0.00%");
  });
});

describe("the track record of the first day", () => {
  const none = documents.scores(HORIZONS.map((horizon) => documents.unscored(horizon)));

  it("says what will stand here, and when the first outcome comes", async () => {
    const forecasts = documents.page([documents.pendingRow({ id: "p" })]);
    await openRecord({ "/api/v1/scores": none, "/api/v1/forecasts": forecasts });
    expect((await title()).textContent).toBe("No 24-hour forecast has met its outcome yet.");
    const empty = await screen.findByRole("region", { name: "What will stand here" });
    expect(empty.textContent).toContain(
      "1 forecast awaits its outcome in the ledger. The first outcome comes on Thu 17 Jul, 13:00 UTC",
    );
    expect(screen.queryByText(/of the outcomes/)).toBeNull();
    expect(screen.queryByRole("slider")).toBeNull();
  });

  it("says when the first forecast is made where there is none", async () => {
    await openRecord({ "/api/v1/scores": none, "/api/v1/forecasts": documents.page([]) });
    const empty = await screen.findByRole("region", { name: "What will stand here" });
    expect(empty.textContent).toContain("The next 24-hour forecast is made on Thu 17 Jul, 13:00");
  });
});

describe("the track record that cannot be read", () => {
  it("keeps the parts that can, and names the trace of those that cannot", async () => {
    const api = await openRecord({ "/api/v1/scores/24h": new Failure(503) }, 3000);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("cannot be read just now: the database does not answer");
    expect(alert.textContent).toContain(TRACE_ID);
    expect(screen.getByRole("region", { name: "How often the intervals held" })).toBeTruthy();
    api.answers["/api/v1/scores/24h"] = calibration();
    await user().click(within(alert).getByRole("button", { name: "Try again now" }));
    expect(await screen.findByRole("region", { name: /^Every forecast/ })).toBeTruthy();
  });

  it("does not fall with what the API said wrongly", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const wrong = calibration();
    wrong.scored.pit[0] = "7.5";
    await openRecord({ "/api/v1/scores/24h": wrong });
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("cannot be shown just now");
    expect(screen.getByRole("region", { name: /^Better than/ })).toBeTruthy();
  });
});
