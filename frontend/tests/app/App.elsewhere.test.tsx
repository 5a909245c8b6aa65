// @vitest-environment happy-dom
/** A staging page whose API has an origin of its own. */
import { screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { fakeApi } from "../fixtures/api";
import { everyTestStartsAnew, headline, open } from "../fixtures/page";

const ORIGIN = "https://api.candor.example";

vi.hoisted(() => {
  vi.stubEnv("VITE_API_URL", "https://api.candor.example/");
  vi.stubEnv("VITE_CANDOR_ENV", "staging");
});

everyTestStartsAnew();
afterEach(() => vi.unstubAllEnvs());

it("reads and links that origin, and says what it is", async () => {
  const origins: string[] = [];
  fakeApi();
  const answer = globalThis.fetch;
  vi.stubGlobal("fetch", (request: Request) => {
    origins.push(new URL(request.url).origin);
    return answer(request);
  });
  await open({ answers: {}, asked: [] });
  expect(headline()).toBeTruthy();
  expect(new Set(origins)).toEqual(new Set([ORIGIN]));
  const toApi = screen
    .getAllByRole("link")
    .map((link) => link.getAttribute("href") ?? "")
    .filter((href) => href.includes("/api/"));
  const linked = ["v1/forecasts?horizon=24h&format=csv", "v1/scores", "docs"];
  expect(toApi).toEqual(expect.arrayContaining(linked.map((one) => `${ORIGIN}/api/${one}`)));
  expect(toApi.filter((href) => !href.startsWith(`${ORIGIN}/api/`))).toEqual([]);
  expect(screen.getByRole("note").textContent).toBe(
    "This page was built for staging and reads the API of development: do not rely on it.",
  );
});
