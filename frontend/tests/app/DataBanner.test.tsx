// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import "../../src/app/DevelopersPage";
import "../../src/app/MethodPage";
import "../../src/app/ModelsPage";
import { type Answers, down, Failure, fakeApi } from "../fixtures/api";
import { calibration, models } from "../fixtures/calibration";
import * as documents from "../fixtures/documents";
import { banner, everyTestStartsAnew, openChunk } from "../fixtures/page";

everyTestStartsAnew();

/** Longer than any of these pages lets what it shows grow old, and than a failed question's second try. */
const NEXT_POLL_MS = 75_000;

type Status = Answers["/api/v1/status"];

/** A content page before an API that answers all that any of them asks. */
function openPage(path: string, status: Status = documents.status(), patienceMs = 100) {
  window.history.replaceState(null, "", path);
  const answers = {
    "/api/v1/status": status,
    "/api/v1/models": models(),
    "/api/v1/scores/24h": calibration(),
  };
  return openChunk(fakeApi(answers), patienceMs);
}

describe.each(["/models", "/method", "/developers"])("%s", (path) => {
  it("says that its numbers are of a simulated market", async () => {
    await openPage(path, documents.status({ mode: "simulated" }));
    expect(banner().textContent).toContain("Simulated market, not Bitcoin");
  });

  it("says that they are the last known ones while the API is down", async () => {
    const api = await openPage(path);
    expect(banner().textContent).not.toContain("cannot be reached");
    down(api);
    await vi.advanceTimersByTimeAsync(NEXT_POLL_MS);
    expect(banner().textContent).toContain("The API cannot be reached; this is the last");
  });
});

describe.each(["/method", "/developers"])("%s", (path) => {
  it("keeps its words, and takes nothing for live, when the status could never be read", async () => {
    await openPage(path, new Failure(503), 3000);
    expect(screen.getByRole("heading", { level: 1 })).toBeTruthy();
    expect(banner().textContent).toMatch(/^Whether the numbers here are live cannot be told/);
  });
});
