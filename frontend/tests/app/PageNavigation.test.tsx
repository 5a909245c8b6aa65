// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { PageNavigation } from "../../src/app/PageNavigation";
import { routeOf } from "../../src/app/routes";

afterEach(() => {
  cleanup();
  window.history.replaceState(null, "", "/");
});

const links = () => screen.getAllByRole("link").map((link) => link.getAttribute("href") ?? "");

describe("the navigation", () => {
  it("leads to the forecasts first, and to pages that there are", () => {
    render(<PageNavigation />);
    expect(links()[0]).toBe("/");
    expect(links()).toContain("/status");
    for (const path of links().slice(1)) expect(routeOf(path)).not.toBe(routeOf("/nowhere"));
  });

  it.each([
    ["/", ["Forecast"]],
    ["/status", ["Status"]],
    ["/nowhere", []],
  ])("marks the page at %s", (path, names) => {
    window.history.replaceState(null, "", path);
    render(<PageNavigation />);
    const marked = screen.getAllByRole("link").filter((link) => link.hasAttribute("aria-current"));
    expect(marked.map((link) => link.textContent)).toEqual(names);
  });
});
