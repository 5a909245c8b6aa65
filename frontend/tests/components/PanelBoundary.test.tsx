// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { Suspense } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lazyPart } from "../../src/components/lazyPart";
import { PanelBoundary } from "../../src/components/PanelBoundary";

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  sessionStorage.clear();
});

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const told = () => screen.getByRole("alert").textContent;

describe("a part that fails", () => {
  let isBroken = true;
  const Part = () => {
    if (isBroken) throw new Error("no such number");
    return <p>the part</p>;
  };
  beforeEach(() => {
    isBroken = true;
  });

  it("says so in its own place, and leaves the rest of the page", () => {
    render(
      <>
        <p>the rest</p>
        <PanelBoundary what="The chance of a price">
          <Part />
        </PanelBoundary>
      </>,
    );
    expect(told()).toContain("The chance of a price cannot be shown just now");
    expect(screen.getByText("the rest")).toBeTruthy();
  });

  it("is drawn again when its reader asks, and its data are asked for", async () => {
    const asked = vi.fn();
    render(
      <PanelBoundary what="The part" onRetry={asked}>
        <Part />
      </PanelBoundary>,
    );
    await press("Try again");
    expect(told()).toContain("cannot be shown");
    isBroken = false;
    await press("Try again");
    expect(screen.getByText("the part")).toBeTruthy();
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it("is drawn again from new data, though not at every poll", () => {
    vi.useFakeTimers();
    const drawn = (of: number) => (
      <PanelBoundary what="The part" of={of}>
        <Part />
      </PanelBoundary>
    );
    const { rerender } = render(drawn(1));
    isBroken = false;
    rerender(drawn(2));
    expect(told()).toContain("cannot be shown");
    vi.advanceTimersByTime(31_000);
    rerender(drawn(3));
    expect(screen.getByText("the part")).toBeTruthy();
  });
});

describe("a part whose file is gone", () => {
  const gone = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));
  const show = (load: () => Promise<() => React.ReactNode>) => {
    const Part = lazyPart(load);
    return render(
      <PanelBoundary what="The record so far">
        <Suspense fallback="on its way">
          <Part />
        </Suspense>
      </PanelBoundary>,
    );
  };

  it("is asked for twice before that is said", async () => {
    const load = vi
      .fn<() => Promise<() => React.ReactNode>>()
      .mockImplementationOnce(gone)
      .mockResolvedValue(() => <p>came</p>);
    show(load);
    expect(await screen.findByText("came", {}, { timeout: 10_000 })).toBeTruthy();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it("offers to load the page again, and only once", async () => {
    const reload = vi.spyOn(window.location, "reload").mockImplementation(() => undefined);
    show(gone);
    await screen.findByRole("alert", {}, { timeout: 10_000 });
    expect(told()).toContain("replaced by a newer version");
    await press("Load the page again");
    expect(reload).toHaveBeenCalledOnce();
    cleanup();
    show(gone);
    await screen.findByRole("alert", {}, { timeout: 10_000 });
    expect(told()).toContain("even after the page was loaded again");
    expect(screen.queryByRole("button")).toBeNull();
  });
});
