import { expect, it } from "vitest";
import { environmentNotice } from "../../src/app/environmentNotice";

it.each([
  [undefined, undefined],
  [undefined, "development"],
  ["production", undefined],
  ["production", "production"],
  ["development", "development"],
])("says nothing of a page of %s before the API of %s", (builtFor, apiIsOf) => {
  expect(environmentNotice(builtFor, apiIsOf)).toBeNull();
});

it("says that staging is not the public record, before the API has answered too", () => {
  for (const apiIsOf of [undefined, "staging"]) {
    expect(environmentNotice("staging", apiIsOf)).toMatch(/^Staging: .* not the public one/);
  }
});

it("warns of an API of another environment, in production most of all", () => {
  expect(environmentNotice("production", "staging")).toBe(
    "This page was built for production and reads the API of staging: do not rely on it.",
  );
});
