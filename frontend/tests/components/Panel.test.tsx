// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Panel } from "../../src/components/Panel";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it("draws what failed in it again from new data, below the title that stayed", () => {
  vi.useFakeTimers();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  let isBroken = true;
  const Part = ({ of }: { of: number }) => {
    if (isBroken) throw new Error("no such number");
    return <p>drawn from {of}</p>;
  };
  const drawn = (of: number) => (
    <Panel title="Coverage">
      <Part of={of} />
    </Panel>
  );
  const { rerender } = render(drawn(1));
  expect(screen.getByRole("alert").textContent).toContain("“Coverage” cannot be shown just now");
  expect(screen.getByRole("heading", { name: "Coverage" })).toBeTruthy();
  isBroken = false;
  vi.advanceTimersByTime(31_000);
  rerender(drawn(2));
  expect(screen.getByText("drawn from 2")).toBeTruthy();
});
