// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PanelBoundary } from "../../src/app/PanelBoundary";

afterEach(cleanup);

function Broken(): never {
  throw new Error("a chunk did not come");
}

describe("a part that fails", () => {
  it("says so in its own place, and leaves the rest of the page", () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    render(
      <>
        <p>the rest</p>
        <PanelBoundary what="The chance of a price">
          <Broken />
        </PanelBoundary>
      </>,
    );
    expect(screen.getByRole("alert").textContent).toContain(
      "The chance of a price cannot be shown just now",
    );
    expect(screen.getByText("the rest")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Load the page again" })).toBeTruthy();
  });
});
