// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Operation } from "../../src/api/documents";
import { type Answers, Failure, fakeApi, Stale } from "../fixtures/api";
import * as documents from "../fixtures/documents";
import { incident, nothingKnown, operation, part, WALL } from "../fixtures/operation";
import { everyTestStartsAnew, openChunk } from "../fixtures/page";

everyTestStartsAnew();
beforeEach(() => {
  window.history.replaceState(null, "", "/status");
  vi.setSystemTime(WALL);
});

const title = () => screen.findByRole("heading", { level: 1 });
const region = (name: RegExp | string) => screen.getByRole("region", { name });

async function openStatus(said: Operation | Answers = operation()) {
  const answers =
    "summary" in said
      ? { "/api/v1/status": documents.status({ operation: said as Operation }) }
      : said;
  const api = await openChunk(fakeApi(answers), 100);
  await title();
  return api;
}

describe("the status page", () => {
  it("says the whole in one sentence, and asks for the status only", async () => {
    const api = await openStatus();
    expect((await title()).textContent).toBe("All is well.");
    expect(document.title).toBe("Status · Candor");
    expect(new Set(api.asked)).toEqual(new Set(["/api/v1/status", "/api/v1/version"]));
  });

  it("says first whose data it is about, and how its clock goes", async () => {
    await openStatus();
    expect(screen.getByText("Replay of past prices, not live.")).toBeTruthy();
    const record = region("Record").textContent;
    expect(record).toContain("Candles frombtcusd_1h.csv.gz");
    expect(record).toMatch(/which shows 17 Jul 2025, 12:00 UTC and passes an hour every 5 s\./);
  });

  it("says of every part how it is in words, not in colour only", async () => {
    const down = part("database", { state: "down", detail: "does not answer" });
    await openStatus(operation({ components: [part("API"), down] }));
    const items = within(region("Parts")).getAllByRole("listitem");
    expect(items.map((one) => one.textContent)).toEqual([
      "APIworksanswers · just now",
      "Databasedowndoes not answer · just now",
    ]);
  });

  it("tells a day of the strip by arrow keys, and the whole row otherwise", async () => {
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    await openStatus();
    const strip = screen.getByRole("slider", { name: /^Page: up 99\.08% of the 89 of 90 days/ });
    expect(strip.getAttribute("aria-valuetext")).toBe("20 Nov: up 100%");
    strip.focus();
    await user.keyboard("{Home}{ArrowRight}{ArrowRight}{ArrowRight}");
    expect(strip.getAttribute("aria-valuetext")).toBe("26 Aug: up 99.00%, 14 min lost");
    expect(screen.getByText("26 Aug: up 99.00%, 14 min lost")).toBeTruthy();
    await user.keyboard("{Home}{ArrowLeft}");
    expect(strip.getAttribute("aria-valuetext")).toBe("23 Aug: not watched");
    await user.tab();
    expect(screen.queryByText("23 Aug: not watched")).toBeNull();
  });

  it("gives the strips as a table too, newest first, with a dash for no data", async () => {
    await openStatus();
    const details = screen.getByText("The numbers behind the picture").closest("details");
    if (!details) throw new Error("there is no twin");
    details.open = true;
    details.dispatchEvent(new Event("toggle"));
    const table = await screen.findByRole("table", { name: "" });
    const rows = within(region("Uptime by day")).getAllByRole("row");
    expect(table).toBeTruthy();
    expect(rows).toHaveLength(91);
    expect(rows[1]?.textContent).toBe("20 Nov100%100%");
    expect(rows[90]?.textContent).toBe("23 Aug–100%");
  });

  it("names open incidents with who acknowledged them, and past ones with their end", async () => {
    const over = incident({
      alert: "SlotMissed",
      summary: "A slot was missed",
      subject: "horizon 24h",
      ended_at: new Date(WALL).toISOString(),
      runbook_url: "https://example.test/SlotMissed.md",
    });
    await openStatus(operation({ incidents: [incident({ acknowledged_by: "Ada" }), over] }));
    const [first, second] = within(region("Incidents, 14 days")).getAllByRole("listitem");
    expect(first?.textContent).toContain("Open: The page does not load");
    expect(first?.textContent).toContain("acknowledged by Ada");
    expect(first?.textContent).toContain("runbook PageDown.md");
    expect(second?.textContent).toContain("Over: A slot was missed");
    expect(second?.textContent).toContain("(horizon 24h)");
    const link = screen.getByRole("link", { name: "runbook SlotMissed" });
    expect(link.getAttribute("href")).toBe("https://example.test/SlotMissed.md");
  });

  it("takes nothing for well on day one", async () => {
    await openStatus(nothingKnown());
    expect((await title()).textContent).toContain("nobody looks from outside");
    expect(region("Incidents, 14 days").textContent).toContain("Not known");
    expect(region("Uptime, 90 days").textContent).toContain("no data yet");
    expect(region("Promises").textContent).toContain("No figures yet");
    expect(region("Jobs").textContent).toContain("No job has told of a success yet");
    expect(screen.queryByText("100%")).toBeNull();
  });

  it("does not say that there is nothing where it cannot be read now", async () => {
    const unreadable = { state: "unreadable", reported_at: null, detail: "gone" } as const;
    await openStatus({ ...nothingKnown(), watch: unreadable });
    for (const name of ["Incidents, 14 days", "Jobs", "Uptime, 90 days", "Promises"]) {
      const text = region(name).textContent;
      expect(text).toBe(`${name}Cannot be read now: the cache does not answer.`);
    }
    expect(screen.queryByText(/yet|nobody has reported|not watched/i)).toBeNull();
  });

  it("marks what is critical otherwise than what is merely slow", async () => {
    const slow = incident({ alert: "Slow", severity: "warning" });
    const ledger = part("ledger", { state: "failing" });
    await openStatus(operation({ incidents: [incident(), slow], components: [ledger] }));
    const marks = within(region("Incidents, 14 days"))
      .getAllByRole("listitem")
      .map((one) => one.querySelector(".mark")?.classList[1]);
    expect(marks).toEqual(["mark--failing", "mark--degraded"]);
    expect(region("Parts").textContent).toContain("Ledgerfailing");
  });

  it("says of what time the report is when the watcher has fallen silent", async () => {
    const reported_at = new Date(WALL - 3_600_000).toISOString();
    await openStatus(operation({ watch: { state: "late", reported_at, detail: "silent" } }));
    expect(screen.getByText(/^Not watched: the watcher has been silent/)).toBeTruthy();
    expect(screen.getAllByText("as of 20 Nov 2026, 11:00 UTC")).toHaveLength(3);
  });

  it("says which steps work in a reduced way", async () => {
    const status = documents.status({
      degraded_because: ["entries from 7 on wait", "the database is down"],
      operation: operation({ degraded_steps: ["Forecasts rest on the other venues."] }),
    });
    await openStatus({ "/api/v1/status": status });
    const reduced = region("What works in a reduced way");
    expect(reduced.textContent).toBe("Entries from 7 on wait.Forecasts rest on the other venues.");
  });
});

describe("the status page of what is broken", () => {
  it("says whose figures are the last known, while PostgreSQL is gone", async () => {
    await openStatus({ "/api/v1/status": new Stale(documents.status()) });
    expect(screen.getByText(/^The database does not answer\..*10 min ago/)).toBeTruthy();
  });

  it("names the reason and the trace when nothing is known, and asks again when told", async () => {
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    const api = await openChunk(fakeApi({ "/api/v1/status": new Failure(503) }), 3000);
    expect((await title()).textContent).toBe("The status cannot be read");
    expect(screen.getByText(/Reason: the database does not answer\./)).toBeTruthy();
    expect(screen.getByText(/give us this number/).textContent).toMatch(/number: 0+/);
    api.answers["/api/v1/status"] = documents.status();
    await user.click(screen.getByRole("button", { name: "Try again now" }));
    await waitFor(async () => expect((await title()).textContent).toBe("All is well."));
  });

  it("says that the API is silent, and that the page itself is up", async () => {
    await openChunk(fakeApi({ "/api/v1/status": "never" }), 11_000);
    expect((await title()).textContent).toBe("The API does not answer");
    expect(screen.getByText(/the site itself is up/)).toBeTruthy();
  });

  it("keeps what was last said, and its time, when the API goes away", async () => {
    const api = await openStatus();
    api.answers["/api/v1/status"] = "unreachable";
    await vi.advanceTimersByTimeAsync(13_000);
    expect(screen.getByText(/the last that it said, at 12:00:0\d UTC/)).toBeTruthy();
    expect((await title()).textContent).toBe("All is well.");
  });
});

describe("the way to the status page", () => {
  it("is in navigation and footer, and in the banner when something is wrong", async () => {
    window.history.replaceState(null, "", "/");
    const lost = documents.status({ operation: operation({ state: "failing" }) });
    await openChunk(fakeApi({ "/api/v1/status": lost }), 100);
    const hrefs = screen
      .getAllByRole("link", { name: /^Status$|How each part is/ })
      .map((one) => one.getAttribute("href"));
    expect(hrefs).toEqual(["/status", "/status", "/status"]);
  });
});
