// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { fakeApi } from "../fixtures/api";
import { everyTestStartsAnew, openChunk } from "../fixtures/page";
import "../../src/app/NotFoundPage";
import { pending } from "../../src/reports/visit";

everyTestStartsAnew();

it("says at an address without a page that there is none, and where else to look", async () => {
  window.history.replaceState(null, "", "/records");
  pending.take();
  const api = await openChunk(fakeApi(), 100);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
    "There is no page at this address.",
  );
  expect(document.title).toBe("Page not found · Candor");
  expect(screen.getByRole("link", { name: "The newest forecasts" }).getAttribute("href")).toBe("/");
  expect(api.asked.filter((path) => path.includes("forecast"))).toEqual([]);
  expect(pending.take()?.views ?? {}).toEqual({});
});
