// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import type { Price } from "../../../src/domain/units";
import { LevelsPanel } from "../../../src/features/levels/LevelsPanel";
import { forecast, horizonScores } from "../../fixtures/documents";
import { openTwin } from "../../fixtures/twin";

afterEach(cleanup);

const { record } = forecast("24h");
const reach = record.quantiles.map((_, index) => (0.003 * (index + 1)).toFixed(6));
const field = () => screen.getByLabelText<HTMLInputElement>("Your price in US dollars");
const slider = () => screen.getByRole<HTMLInputElement>("slider", { name: "Your price" });
const close = () => screen.getByTestId("p-close").textContent;

function Panel({ extreme_quantiles }: { extreme_quantiles: string[] | null }) {
  const [level, choose] = useState<Price | null>(null);
  return (
    <LevelsPanel
      record={{ ...record, extreme_quantiles }}
      scores={horizonScores()}
      chosen={level}
      onChoose={choose}
    />
  );
}

function open(extreme_quantiles: string[] | null = null) {
  render(<Panel extreme_quantiles={extreme_quantiles} />);
}

async function type(text: string) {
  const user = userEvent.setup();
  await user.clear(field());
  await user.type(field(), text);
}

describe("the chance of a price", () => {
  it("stands at one in four before the reader has moved it", () => {
    open();
    expect(close()).toBe("25%");
    expect(slider().getAttribute("aria-valuetext")).toContain("25% to end above");
  });

  it("follows what is typed, and counts the dots above it", async () => {
    open();
    await type("60000");
    expect(close()).toBe("50%");
    expect(screen.getByRole("img", { name: /^10 of 20 equally likely outcomes/ })).toBeTruthy();
    await type("$90,000");
    expect(close()).toBe("less than 1%");
    expect(screen.getByRole("link", { name: "JSON" }).getAttribute("href")).toBe(
      "/api/v1/levels?horizon=24h&price=90000.00",
    );
  });

  it("follows the slider", () => {
    open();
    fireEvent.change(slider(), { target: { value: slider().min } });
    expect(close()).toBe("99%");
    expect(slider().getAttribute("aria-valuetext")).toBe(`${field().value}: 99% to end above`);
  });

  it("keeps the last price while what is typed is none, and says what to do", async () => {
    open();
    await type("6x");
    expect(screen.getByText(/Type a price in digits, above \$0/)).toBeTruthy();
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByTestId("p-close").dataset["value"]).not.toBe("0.000000");
  });

  it("tells a touch apart from a close, and claims none where the forecast does not", async () => {
    open(reach);
    await type("60000");
    expect([close(), screen.getByTestId("p-touch").textContent]).toEqual(["50%", "100%"]);
    cleanup();
    open();
    expect(screen.getByTestId("p-touch").textContent).toBe("not claimed");
  });

  it("gives a link to the price", async () => {
    open(reach);
    await type("60.000,00");
    const link = screen.getByRole("link", { name: "A link to this price" });
    expect(link.getAttribute("href")).toBe("/?horizon=24h&level=60000");
  });

  it("says how chances like both have fared, and of a touch only where one is claimed", async () => {
    open(reach);
    await type("60600");
    expect(screen.getByText(/^Of the prices that 1,440 .* were closed above/)).toBeTruthy();
    expect(screen.getByText(/^Of the 2,880 prices given \d+% to be touched, /)).toBeTruthy();
    cleanup();
    open();
    expect(screen.getByText(/ were closed above/)).toBeTruthy();
    expect(screen.queryByText(/ to be touched, /)).toBeNull();
  });

  it("has its picture as a table too", () => {
    open(reach);
    openTwin("Round prices as a table");
    expect(screen.getByRole("row", { name: /^\$60,000 50% 100%$/ })).toBeTruthy();
  });
});
