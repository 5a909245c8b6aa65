// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CrashBoundary } from "../../src/app/CrashBoundary";
import { PartMissing } from "../../src/components/lazyPart";
import { fakeApi } from "../fixtures/api";

beforeEach(() => {
  fakeApi();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(cleanup);

function fail(error: Error): string {
  const Page = () => {
    throw error;
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <CrashBoundary>
        <Page />
      </CrashBoundary>
    </QueryClientProvider>,
  );
  return screen.getByRole("alert").textContent ?? "";
}

describe("a page that cannot be drawn", () => {
  it("says why, where the forecasts are, and offers to load it again", () => {
    expect(fail(new Error("planted"))).toContain("Reason: planted.");
    const data = screen.getByRole("link", { name: "/api/v1/forecast" });
    expect(data.getAttribute("href")).toBe("/api/v1/forecast");
    expect(screen.getByRole("button", { name: "Load the page again" })).toBeTruthy();
  });

  it("keeps the way to the other pages where it is only a file that did not come", () => {
    expect(fail(new PartMissing("404"))).toContain("replaced by a newer version");
    expect(screen.getByRole("navigation", { name: "Pages" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Load the page again" })).toBeTruthy();
  });
});
