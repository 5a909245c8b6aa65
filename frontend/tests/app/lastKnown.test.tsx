// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { NOT_READY } from "../../src/api/client";
import { down, Failure, fakeApi } from "../fixtures/api";
import { banner, everyTestStartsAnew, headline, open } from "../fixtures/page";

everyTestStartsAnew();
afterEach(() => {
  localStorage.clear();
  vi.restoreAllMocks();
});

/** A visit that ends as a browser ends one: the page is hidden. */
async function visitAndLeave(): Promise<void> {
  vi.setSystemTime("2026-01-02T03:04:05Z");
  await open(fakeApi(), 500);
  const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  hidden.mockRestore();
  cleanup();
}

async function returnWithoutApi(at: string, failure = new Failure(503)): Promise<void> {
  vi.setSystemTime(at);
  const api = fakeApi();
  down(api, failure);
  await open(api, 2500);
}

it("shows what was last known, and how old it is, where the API does not answer", async () => {
  await visitAndLeave();
  await returnWithoutApi("2026-01-02T06:24:05Z");
  expect(headline().dataset["id"]).toBe("24h-20250717T12Z");
  expect(banner().textContent).toContain("the last that it said, at 03:04:05 UTC (3 h 20 min ago)");
});

it("reads anew as soon as the browser is back online", async () => {
  await visitAndLeave();
  await returnWithoutApi("2026-01-02T06:24:05Z");
  fakeApi();
  window.dispatchEvent(new Event("offline"));
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(300);
  expect(banner().textContent).not.toContain("cannot be reached");
});

it.each([
  ["is a week old", "2026-01-09T03:05:05Z", new Failure(503)],
  ["stands before a service that only starts", "2026-01-02T03:14:05Z", new Failure(503, NOT_READY)],
])("shows nothing that %s", async (_, at, failure) => {
  await visitAndLeave();
  await returnWithoutApi(at, failure);
  expect(screen.queryByTestId("headline")).toBeNull();
});

it.each(["{", '"text"', '{"build":"another","documents":{}}'])(
  "is not misled by what else may stand in its place: %s",
  async (kept) => {
    localStorage.setItem("candor.last-known", kept);
    await returnWithoutApi("2026-01-02T06:24:05Z");
    expect(screen.getByRole("alert").textContent).toContain("The forecasts cannot be read");
  },
);
