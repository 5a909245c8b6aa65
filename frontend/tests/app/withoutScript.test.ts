// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { doWithout } from "../../src/app/withoutScript";

it("says that the rest did not come, and shows what is there without it", () => {
  document.body.innerHTML =
    '<div id="root"><main><h1>8 in 10</h1><noscript></noscript><div class="skeleton"></div></main></div>';
  const others = document.querySelector("noscript");
  if (others) others.textContent = "<table><caption>The newest forecasts</caption></table>";
  doWithout(document);
  expect(document.querySelector("h1")?.textContent).toBe("8 in 10");
  expect(document.querySelector(".skeleton")).toBeNull();
  expect(document.querySelector('[role="alert"] a')?.textContent).toBe("Load the page again");
  expect(document.querySelector("table caption")?.textContent).toBe("The newest forecasts");
});

it("says so below what arrived where nothing more was awaited", () => {
  document.body.innerHTML =
    '<div id="root"><main><h1>The forecasts cannot be read</h1></main></div>';
  doWithout(document);
  expect(document.querySelector("main")?.lastElementChild?.textContent).toContain("did not come");
});
