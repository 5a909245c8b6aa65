// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Pending } from "../../src/reports/pending";
import {
  isDeclined,
  REPORTS_PATH,
  SAMPLED_SHARE,
  startReporting,
} from "../../src/reports/reporting";

const beacons: { url: string; body: Blob }[] = [];
const listening: { type: string; listener: EventListener }[] = [];

beforeEach(() => {
  beacons.length = 0;
  vi.useFakeTimers();
  Object.defineProperty(navigator, "sendBeacon", {
    configurable: true,
    value: (url: string, body: Blob) => beacons.push({ url, body }),
  });
  const add = window.addEventListener.bind(window);
  vi.spyOn(window, "addEventListener").mockImplementation((type, listener) => {
    listening.push({ type, listener: listener as EventListener });
    add(type, listener as EventListener);
  });
});

afterEach(() => {
  for (const { type, listener } of listening.splice(0)) {
    window.removeEventListener(type, listener);
  }
  ask({ doNotTrack: undefined, globalPrivacyControl: undefined });
  vi.useRealTimers();
});

function ask(wishes: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(wishes)) {
    Object.defineProperty(navigator, name, { configurable: true, value });
  }
}

/** Starts a visit whose lot is drawn, and gives what it sends when the reader looks away. */
function start(lot: number) {
  vi.spyOn(Math, "random").mockReturnValue(lot);
  const visit = new Pending();
  startReporting(visit);
  return visit;
}

async function lookAway() {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  window.dispatchEvent(new Event("visibilitychange"));
  return Promise.all(beacons.splice(0).map(async ({ body }) => JSON.parse(await body.text())));
}

const SAMPLED = SAMPLED_SHARE - 0.01;
const NOT_SAMPLED = SAMPLED_SHARE;

describe("reporting", () => {
  it("sends a sampled visit when the reader looks away, and then only what is new", async () => {
    const visit = start(SAMPLED);
    visit.viewed("forecast");
    visit.acted("horizon");
    expect(await lookAway()).toEqual([{ views: { forecast: 1 }, actions: { horizon: 1 } }]);
    expect(await lookAway()).toEqual([]);
    visit.acted("download");
    expect(await lookAway()).toEqual([{ actions: { download: 1 } }]);
  });

  it("sends it as JSON to this site, and with it nothing else", async () => {
    start(SAMPLED).viewed("forecast");
    window.history.replaceState(null, "", "/?horizon=24h&ref=ada");
    // biome-ignore lint/suspicious/noDocumentCookie: the one way that happy-dom knows
    document.cookie = "who=ada";
    window.dispatchEvent(new Event("pagehide"));
    expect(beacons.map(({ url, body }) => [url, body.type])).toEqual([
      [REPORTS_PATH, "application/json"],
    ]);
    expect(await beacons[0]?.body.text()).toBe('{"views":{"forecast":1}}');
  });

  it("tells only the errors of a visit that is not sampled", async () => {
    const visit = start(NOT_SAMPLED);
    visit.viewed("forecast");
    visit.acted("horizon");
    expect(await lookAway()).toEqual([]);
    visit.acted("horizon");
    visit.failed("api");
    expect(await lookAway()).toEqual([{ errors: { api: 1 } }]);
  });

  it("counts what nobody caught, without a word of it", async () => {
    start(NOT_SAMPLED);
    const own = `${window.location.origin}/assets/index.js`;
    const event = (filename: string) =>
      Object.assign(new Event("error"), { filename, message: "of ada" });
    window.dispatchEvent(event(own));
    window.dispatchEvent(event("chrome-extension://abc/inject.js"));
    window.dispatchEvent(Object.assign(new Event("unhandledrejection"), { reason: "ada" }));
    expect(await lookAway()).toEqual([{ errors: { error: 1, rejection: 1 } }]);
  });

  it.each([{ doNotTrack: "1" }, { globalPrivacyControl: true }])(
    "does nothing at all where the browser says %o",
    async (wish) => {
      ask(wish);
      const visit = start(0);
      visit.viewed("forecast");
      visit.failed("api");
      window.dispatchEvent(new Event("unhandledrejection"));
      window.dispatchEvent(new Event("pagehide"));
      expect(await lookAway()).toEqual([]);
      expect(listening).toEqual([]);
    },
  );

  it("takes no wish for a refusal that is none", () => {
    expect(isDeclined({ doNotTrack: "0", globalPrivacyControl: false } as never)).toBe(false);
    expect(isDeclined({ doNotTrack: null } as never)).toBe(false);
  });
});
