// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { type Answers, Failure, fakeApi, TRACE_ID } from "../fixtures/api";
import * as documents from "../fixtures/documents";
import { checkpoints, ledger } from "../fixtures/ledgerDocuments";
import { everyTestStartsAnew, openChunk, PATIENCE_MS } from "../fixtures/page";

// A whole page at once, on a machine that does other things too.

const visit = async (search: string, over: Answers = {}, patienceMs = 1000) => {
  window.history.replaceState(null, "", `/ledger${search}`);
  const api = fakeApi({
    "/api/v1/status": documents.status({
      ledger_size: 4,
      checkpoint: { size: 3, signed_at: documents.iso(documents.NOON), holds: true },
    }),
    "/api/v1/forecasts": documents.page([documents.missedRow()]),
    "/api/v1/ledger": ledger(),
    "/api/v1/ledger/checkpoints": checkpoints(),
    ...over,
  });
  return openChunk(api, patienceMs);
};
const title = () => screen.getByRole("heading", { level: 1 }).textContent;

describe("the ledger", () => {
  everyTestStartsAnew();

  it("says how much is signed, what was missed, and what is kept elsewhere", async () => {
    await visit("");
    expect(title()).toBe("4 entries on record, the first 3 signed.");
    expect(screen.getByText(/1 more await the next signature/)).toBeDefined();
    expect(screen.getByText(/no candle by the deadline/, { selector: ".missed li" })).toBeDefined();
    const kept = [...document.querySelectorAll("tbody tr td:last-child")].map(
      (cell) => cell.textContent,
    );
    expect(kept.slice(-3)).toEqual(["not yet", "second store: kept", "in a later one"]);
  });

  it("raises the alarm when the ledger is not what was signed", async () => {
    const checkpoint = { size: 3, signed_at: documents.iso(documents.NOON), holds: false };
    await visit("", { "/api/v1/status": documents.status({ ledger_size: 4, checkpoint }) });
    expect(screen.getByRole("alert").textContent).toContain("The ledger is not what was signed.");
  });

  it("opens the entry of a link, and says that its body does not give its hash", async () => {
    const api = await visit("?entry=3");
    expect(api.asked).toContain("/api/v1/ledger?after=-1&limit=20");
    const opened = document.querySelector("details[open]");
    expect(opened?.textContent).toContain("24h-20250716T13Z: no candle by the deadline");
    expect(opened?.textContent).toContain("✕ Hashed in this browser");
  });

  it("says that an entry is not there yet", async () => {
    await visit("?entry=99");
    expect(screen.getByText(/There is no entry 99 yet; the newest is 3/)).toBeDefined();
  });

  it("goes to an entry by its number", async () => {
    await visit("");
    fireEvent.change(screen.getByLabelText("Entry"), { target: { value: "2" } });
    fireEvent.click(screen.getByRole("button", { name: "Go" }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(window.location.search).toBe("?entry=2");
    expect(document.querySelector("details[open]")?.textContent).toContain("24h-20250716T12Z");
  });

  it("verifies the forecast of a link, and offers the newest otherwise", async () => {
    const asked = vi.fn();
    vi.stubGlobal(
      "Worker",
      class {
        postMessage = asked;
        terminate() {}
      },
    );
    await visit("?verify=1h-20250101T00Z");
    expect(asked).toHaveBeenCalledTimes(1);
    expect(asked).toHaveBeenCalledWith({ kind: "forecast", id: "1h-20250101T00Z" });
    expect(screen.getByLabelText<HTMLInputElement>(/One forecast/).value).toBe("1h-20250101T00Z");
  });

  it("shows the rest when one list cannot be read", async () => {
    await visit("", { "/api/v1/ledger/checkpoints": new Failure(503) }, PATIENCE_MS);
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain("The checkpoints cannot be read just now");
    expect(alert.textContent).toContain(TRACE_ID);
    expect(screen.getByText("24h-20250716T12Z, by model 1")).toBeDefined();
  });

  it("says on the first day that nothing is signed yet", async () => {
    await visit("", {
      "/api/v1/status": documents.status({ ledger_size: 1, checkpoint: null }),
      "/api/v1/ledger/checkpoints": checkpoints({ checkpoints: [] }),
      "/api/v1/forecasts": documents.page([]),
    });
    expect(title()).toBe("1 entry on record; none is signed yet.");
    expect(screen.getByText(/^None\. Slots are announced/)).toBeDefined();
  });

  it("still verifies while the API is down", async () => {
    await visit("", { "/api/v1/status": new Failure(503) }, PATIENCE_MS);
    expect(title()).toBe("The ledger cannot be read");
    expect(screen.getByRole("button", { name: "Verify all in my browser" })).toBeDefined();
  });
});
