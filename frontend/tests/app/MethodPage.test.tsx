// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import "../../src/app/MethodPage";
import { type Answers, Failure, fakeApi } from "../fixtures/api";
import { calibration } from "../fixtures/calibration";
import * as documents from "../fixtures/documents";
import { everyTestStartsAnew, openChunk } from "../fixtures/page";

everyTestStartsAnew();
beforeEach(() => window.history.replaceState(null, "", "/method"));

const openMethod = (answers: Answers = {}, patienceMs = 100) =>
  openChunk(fakeApi({ "/api/v1/scores/24h": calibration(), ...answers }), patienceMs);

describe("the method page", () => {
  it("leads to each of its parts", async () => {
    await openMethod();
    const contents = screen.getByRole("navigation", { name: "On this page" });
    const links = within(contents).getAllByRole("link");
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) {
      const id = link.getAttribute("href")?.slice(1) ?? "";
      const part = document.getElementById(id);
      expect(part?.querySelector("h2")?.textContent).toBe(link.textContent);
    }
  });

  it("explains the pictures by the forecast and the record that stand", async () => {
    await openMethod();
    expect(screen.getByRole("img", { name: /^The forecast that stands now: 80%/ })).toBeTruthy();
    expect(screen.getByText("1,440 outcomes so far.")).toBeTruthy();
    expect(screen.getByRole("slider", { name: "The line, in dollars" })).toBeTruthy();
  });

  it("draws nothing that is not there, and says when it will be", async () => {
    const none = calibration({
      pit_bins: calibration().pit_bins.map((bin) => ({ ...bin, count: 0 })),
    });
    await openMethod({
      "/api/v1/forecast": documents.latest({ forecasts: [] }),
      "/api/v1/scores": documents.scores([documents.unscored("24h")]),
      "/api/v1/scores/24h": none,
    });
    expect(screen.queryByRole("img")).toBeNull();
    expect(screen.getByText(/The picture comes with the first 24-hour forecast/)).toBeTruthy();
    expect(screen.getAllByText(/comes with the first outcomes on record/)).toHaveLength(2);
  });

  it("keeps its words when the API fails", async () => {
    await openMethod({ "/api/v1/forecast": new Failure(503) }, 3000);
    expect(screen.getByRole("alert").textContent).toContain("The newest forecast cannot be read");
    expect(screen.getByRole("heading", { name: "What would prove us wrong" })).toBeTruthy();
  });
});
