// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import "../../src/app/ModelsPage";
import { type Answers, Failure, fakeApi } from "../fixtures/api";
import { models } from "../fixtures/calibration";
import { everyTestStartsAnew, openChunk } from "../fixtures/page";

everyTestStartsAnew();
beforeEach(() => window.history.replaceState(null, "", "/models"));

const openModels = (answers: Answers = { "/api/v1/models": models() }, patienceMs = 100) =>
  openChunk(fakeApi(answers), patienceMs);

describe("the models page", () => {
  it("names the champion, and gives its digest and a forecast to compute anew", async () => {
    await openModels();
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toContain(
      "Model 2 makes the forecasts",
    );
    expect(document.title).toBe("Models · Candor");
    const champion = screen.getByRole("region", { name: "The champion" });
    expect(champion.textContent).toContain(`sha256:${"b".repeat(64)}`);
    const id = "24h-20250717T12Z";
    expect(champion.textContent).toContain(`candor reproduce ${id}`);
    const artifact = within(champion).getByRole("link", { name: "the model" });
    expect(artifact.getAttribute("href")).toBe(`/api/v1/forecasts/${id}/artifact`);
  });

  it("leads from each promotion to its entry in the ledger", async () => {
    await openModels();
    const log = screen.getByRole("region", { name: "Promotions" });
    const links = within(log).getAllByRole("link", { name: /^ledger entry/ });
    expect(links.map((one) => one.getAttribute("href"))).toEqual([
      "/ledger?entry=300",
      "/ledger?entry=200",
      "/ledger?entry=0",
    ]);
  });

  it("fences the backtests off from the record", async () => {
    await openModels();
    const fence = screen.getByRole("region", { name: "Champion and challengers on the past" });
    expect(fence.textContent).toContain("Backtest – not the record");
    expect(within(fence).getAllByRole("row")).toHaveLength(4);
    expect(within(fence).getByText("24 hours")).toBeTruthy();
  });

  it("has a place for the first model before there is one", async () => {
    await openModels({ "/api/v1/models": models({ versions: [], promotions: [] }) });
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "No model makes forecasts yet.",
    );
    expect(screen.getByText("No model has been let in yet.")).toBeTruthy();
  });

  it("says that they cannot be read", async () => {
    await openModels({ "/api/v1/models": new Failure(503) }, 3000);
    expect(screen.getByRole("alert").textContent).toContain("The models cannot be read just now");
  });
});
