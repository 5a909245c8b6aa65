// @vitest-environment happy-dom
/** The explorer on the page; only the canvas, which no test here could look at, is not the real one. */
import { fireEvent, screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ChartEvents } from "../../src/charts/explorer/drawnChart";
import type { Hour } from "../../src/charts/explorer/explorerModel";
import { HOUR_MS } from "../../src/domain/units";
import "../../src/app/ExploredCandles";
import { Failure, fakeApi } from "../fixtures/api";
import * as documents from "../fixtures/documents";
import { everyTestStartsAnew, open } from "../fixtures/page";

const { NOON, iso } = documents;
const chart = vi.hoisted(() => ({
  events: null as ChartEvents | null,
  hours: [] as readonly Hour[],
  zooms: [] as number[],
}));
vi.mock("../../src/charts/explorer/drawnChart", () => ({
  drawChart: (_: HTMLElement, events: ChartEvents) => {
    chart.events = events;
    return {
      show: (hours: readonly Hour[]) => {
        chart.hours = hours;
      },
      view: () => {},
      point: () => {},
      zoom: (factor: number) => chart.zooms.push(factor),
      repaint: () => {},
      remove: () => {},
    };
  },
}));

everyTestStartsAnew();
beforeEach(() => {
  chart.zooms = [];
});

const settle = (ms = 200) => vi.advanceTimersByTimeAsync(ms);
const dialog = () => screen.getByRole("dialog", { name: "Candles and the 24-hour forecast" });
const keys = (...pressed: string[]) => {
  for (const key of pressed) fireEvent.keyDown(within(dialog()).getByRole("application"), { key });
};

async function explore() {
  const api = await open(fakeApi());
  fireEvent.click(screen.getByRole("button", { name: "Explore the candles" }));
  await screen.findByRole("application");
  await settle();
  return api;
}

describe("the explorer of candles", () => {
  it("shows the candles and the hours of the forecast, and asks for nothing more at first", async () => {
    const api = await explore();
    expect(chart.hours).toHaveLength(120 + 24 + 1);
    expect(within(dialog()).getByText(/since 12 Jul 2025, 12:00 UTC; move left/)).toBeTruthy();
    expect(api.asked.filter((one) => one.includes("until"))).toEqual([]);
  });

  it("reads the hours to those who go through them by keys", async () => {
    await explore();
    keys("ArrowLeft");
    expect(within(dialog()).getByRole("status").textContent).toMatch(
      /^Thu 17 Jul, 11:00–12:00 UTC: opened at \$60,000/,
    );
    keys("End");
    expect(within(dialog()).getByRole("status").textContent).toMatch(/what is forecast: 80%/);
    keys("+", "-");
    expect(chart.zooms[0]).toBeLessThan(1);
    expect(chart.zooms[1]).toBeGreaterThan(1);
  });

  it("reads older candles once, when their place is nearly in sight, until there are none", async () => {
    const api = await explore();
    const older = documents.candles(200).candles.slice(0, 80);
    api.answers["/api/v1/candles"] = { ...documents.candles(0), candles: older };
    chart.events?.onOldest();
    chart.events?.onOldest();
    await settle();
    const first = iso(NOON - 120 * HOUR_MS);
    const asked = () => api.asked.filter((one) => one.includes("until"));
    expect(asked()).toEqual([`/api/v1/candles?hours=1000&until=${encodeURIComponent(first)}`]);
    expect(chart.hours).toHaveLength(200 + 24 + 1);
    api.answers["/api/v1/candles"] = documents.candles(0);
    chart.events?.onOldest();
    await settle();
    expect(within(dialog()).getByText(/there are no older ones/)).toBeTruthy();
    chart.events?.onOldest();
    await settle();
    expect(asked()).toHaveLength(2);
  });

  it("says that older candles cannot be read, and reads them when told", async () => {
    const api = await explore();
    api.answers["/api/v1/candles"] = new Failure(503);
    chart.events?.onOldest();
    await settle(2500);
    expect(within(dialog()).getByRole("alert").textContent).toContain("cannot be read just now");
    api.answers["/api/v1/candles"] = documents.candles(0);
    fireEvent.click(within(dialog()).getByRole("button", { name: "Try again" }));
    await settle();
    expect(within(dialog()).queryByRole("alert")).toBeNull();
  });

  it("names who made it, as its licence asks, and goes away when closed", async () => {
    await explore();
    const link = within(dialog()).getByRole("link", { name: /TradingView/ });
    expect(link.getAttribute("href")).toBe("https://www.tradingview.com/");
    fireEvent.click(within(dialog()).getByRole("button", { name: "Close" }));
    await settle();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
