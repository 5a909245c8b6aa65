// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { afterPaint } from "../../src/app/afterPaint";

let paint: (names: string[]) => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    "PerformanceObserver",
    class {
      constructor(tell: (list: { getEntriesByName: (name: string) => string[] }) => void) {
        paint = (names) =>
          tell({ getEntriesByName: (name) => names.filter((one) => one === name) });
      }
      observe() {}
      disconnect() {}
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("the script that takes over", () => {
  it("waits for what arrived to be on screen, and begins once", async () => {
    const begin = vi.fn();
    afterPaint(begin);
    paint(["first-paint"]);
    await vi.advanceTimersByTimeAsync(100);
    expect(begin).not.toHaveBeenCalled();
    paint(["first-paint", "first-contentful-paint"]);
    await vi.advanceTimersByTimeAsync(100);
    expect(begin).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(begin).toHaveBeenCalledTimes(1);
  });

  it("does not wait for ever for a browser that says nothing", async () => {
    const begin = vi.fn();
    afterPaint(begin);
    await vi.advanceTimersByTimeAsync(499);
    expect(begin).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(begin).toHaveBeenCalledTimes(1);
  });

  it("begins at once in a tab that nobody looks at", () => {
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    const begin = vi.fn();
    afterPaint(begin);
    expect(begin).toHaveBeenCalledTimes(1);
  });
});
