// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest";
import { keepFocus } from "../../src/app/keepFocus";

const HTML = '<a href="/">Candor</a><a href="/record">Track record</a><a href="/status">Status</a>';
let root: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = `<div id="root">${HTML}</div>`;
  root = document.getElementById("root") as HTMLElement;
});

const focused = () => document.activeElement?.textContent;
const link = (at: number) => root.querySelectorAll("a")[at];

it("puts the focus on what says and does the same", () => {
  const isDrawn = keepFocus(root);
  link(1)?.focus();
  root.innerHTML = `<p>new</p>${HTML}`;
  isDrawn();
  expect(focused()).toBe("Track record");
});

it("knows of a focus that was there before it", () => {
  link(2)?.focus();
  const isDrawn = keepFocus(root);
  root.innerHTML = HTML;
  isDrawn();
  expect(focused()).toBe("Status");
});

it("moves no focus where nothing was focused, or nothing was lost", () => {
  const nothing = keepFocus(root);
  root.innerHTML = HTML;
  nothing();
  expect(document.activeElement).toBe(document.body);
  const kept = keepFocus(root);
  link(0)?.focus();
  kept();
  expect(focused()).toBe("Candor");
});

it("gives nothing back that was given away, and scrolls nothing", async () => {
  const away = keepFocus(root);
  link(1)?.focus();
  link(1)?.blur();
  await new Promise((resolve) => setTimeout(resolve));
  root.innerHTML = HTML;
  away();
  expect(document.activeElement).toBe(document.body);

  const kept = keepFocus(root);
  link(1)?.focus();
  root.innerHTML = HTML;
  const focus = vi.spyOn(link(1) as HTMLElement, "focus");
  kept();
  expect(focus).toHaveBeenCalledWith({ preventScroll: true });
});

it("knows a place by its name where what it says is new", () => {
  root.innerHTML = '<main id="content" tabindex="-1">old</main>';
  const isDrawn = keepFocus(root);
  root.querySelector("main")?.focus();
  root.innerHTML = '<main id="content" tabindex="-1">new</main>';
  isDrawn();
  expect(focused()).toBe("new");
});
