// @vitest-environment happy-dom
import { fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { HOUR_MS } from "../../src/domain/units";
import { type Answers, Failure, fakeApi, TRACE_ID } from "../fixtures/api";
import * as documents from "../fixtures/documents";
import { ledger } from "../fixtures/ledgerDocuments";
import { everyTestStartsAnew, openChunk, PATIENCE_MS } from "../fixtures/page";
import { openTwin } from "../fixtures/twin";

const { iso, NOON } = documents;
const ID = "24h-20250716T12Z";
const MISSED = "24h-20250716T13Z";
/** As functions/domain/scoring.py scores it. */
const OUTCOME = {
  price: "60500.00",
  log_return: "0.008299",
  scored_at: iso(NOON),
  pit: "0.630037",
  pinball: { model: "0.003300057" },
  crps: { model: "0.006930087", ewma: "0.007000000" },
  covered: { "50": true, "80": true, "90": true, "95": true },
};

function history(over: Answers = {}) {
  return fakeApi({
    "/api/v1/forecasts": documents.page([
      documents.missedRow({ id: MISSED, cutoff: iso(NOON - 23 * HOUR_MS) }),
      documents.row({ id: ID }),
    ]),
    [`/api/v1/forecasts/${ID}`]: {
      ...documents.envelope,
      forecast: { ...documents.forecast("24h", NOON - 24 * HOUR_MS), id: ID, outcome: OUTCOME },
    },
    "/api/v1/ledger": ledger(),
    ...over,
  });
}

// A whole page at once, on a machine that does other things too.

const visit = async (search: string, over: Answers = {}, patienceMs = 1000) => {
  window.history.replaceState(null, "", `/history${search}`);
  return openChunk(history(over), patienceMs);
};
const slot = () => screen.getByTestId("slot");
const slider = () => screen.getByRole<HTMLInputElement>("slider", { name: /^Slot of/ });

describe("the history", () => {
  everyTestStartsAnew();

  it("shows what a link asks for: what was said, what came, and where it is on record", async () => {
    await visit(`?slot=${ID}`);
    expect(slot().dataset["id"]).toBe(ID);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "It said: 8 in 10 chance of $58,100 to $61,950. It came to $60,500: inside.",
    );
    const links = within(slot()).getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "/ledger?entry=4000",
      `/ledger?verify=${ID}`,
      `/api/v1/forecasts/${ID}`,
      `/history?slot=${ID}`,
    ]);
    expect(slider().getAttribute("aria-valuetext")).toBe("16 Jul 2025, 12:00 UTC, inside");
  });

  it("puts the outcome among the quantiles of the table", async () => {
    await visit(`?slot=${ID}`);
    openTwin("The numbers behind the picture");
    const cells = screen.getAllByRole("row").map((one) => one.textContent);
    const at = cells.findIndex((text) => text?.startsWith("what came"));
    expect(cells[at]).toContain("$60,500.00");
    expect([cells[at - 1], cells[at + 1]].map((text) => text?.slice(0, 5))).toEqual([
      "60.0%",
      "70.0%",
    ]);
  });

  it("computes the scores anew, and says whether they are those that are published", async () => {
    await visit(`?slot=${ID}`);
    openTwin("The numbers behind the picture");
    expect(screen.getByTestId("recomputed").textContent).toMatch(/: equal, every score/);
  });

  it("names a published score that does not follow from the record", async () => {
    const crps = { ...OUTCOME.crps, model: "0.003930087" };
    const issued = documents.forecast("24h", NOON - 24 * HOUR_MS);
    await visit(`?slot=${ID}`, {
      [`/api/v1/forecasts/${ID}`]: {
        ...documents.envelope,
        forecast: { ...issued, id: ID, outcome: { ...OUTCOME, crps } },
      },
    });
    openTwin("The numbers behind the picture");
    expect(screen.getByTestId("recomputed").textContent).toMatch(/not equal are CRPS of model\./);
  });

  it("steps to a missed slot, says why, and asks for no forecast of it", async () => {
    const api = await visit(`?slot=${ID}`);
    fireEvent.click(screen.getByRole("button", { name: "Later ›" }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(slot().dataset["status"]).toBe("missed");
    expect(slot().textContent).toContain("Reason: no candle by the deadline");
    expect(api.asked).not.toContain(`/api/v1/forecasts/${MISSED}`);
    expect(window.location.search).toBe(`?slot=${MISSED}`);
  });

  it("is scrubbed from the first announced slot to the newest", async () => {
    await visit(`?slot=${ID}`);
    expect([slider().min, slider().value, slider().max]).toEqual(["0", "24", "25"]);
    fireEvent.change(slider(), { target: { value: "25" } });
    await vi.advanceTimersByTimeAsync(1000);
    expect(slot().dataset["id"]).toBe(MISSED);
  });

  it("says of a slot that was never announced that there is none", async () => {
    await visit("?slot=24h-20200101T00Z");
    expect(screen.getByRole("alert").textContent).toContain(
      "There is no 24-hour slot at 1 Jan 2020, 00:00 UTC",
    );
  });

  it("draws the fan, and says so, when the candles cannot be read", async () => {
    await visit(`?slot=${ID}`, { "/api/v1/candles": new Failure(503) }, PATIENCE_MS);
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain(
      "The candles cannot be read just now: the database does not answer.",
    );
    expect(alert.textContent).toContain(TRACE_ID);
    expect(document.querySelectorAll(".fan-chart__band")).toHaveLength(3);
  });

  it("is designed for the first day", async () => {
    await visit("", { "/api/v1/forecasts": documents.page([]) });
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "The history begins with the first slot",
    );
  });

  it("says that it cannot be read, and why", async () => {
    await visit("", { "/api/v1/status": new Failure(503) }, PATIENCE_MS);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "The history cannot be read",
    );
    expect(screen.getByText(TRACE_ID)).toBeDefined();
  });
});
