// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { ReliabilityChart } from "../../../src/charts/reliability/ReliabilityChart";

afterEach(cleanup);

const LEVELS = [
  { level: "0.050000", count: 12, share: "0.06", interval: { low: "0.03", high: "0.09" } },
  { level: "0.950000", count: 160, share: "0.8", interval: { low: "0.7", high: "0.9" } },
];

it("says of each chance what share came, how many those were, and whether that is off", () => {
  render(<ReliabilityChart levels={LEVELS} summary="Touches" counts="price" />);
  const reader = screen.getByRole("slider", { name: "Read the chart level by level" });
  expect(reader.getAttribute("aria-valuetext")).toBe(
    "promised 95%: 80.0% came, 160 prices; outside its interval",
  );
  cleanup();
  render(<ReliabilityChart levels={LEVELS.slice(0, 1)} summary="Quantiles" />);
  expect(screen.getByRole("slider").getAttribute("aria-valuetext")).toBe(
    "promised 5%: 6.0% came, 12 outcomes",
  );
});
