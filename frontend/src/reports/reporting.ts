/**
 * Sends what a visit was like, when the reader looks away.
 *
 * No cookie, no identifier, no address, no text: docs/logs.md says what is in a report. Nothing
 * at all is sent where the browser asks for that (Do Not Track, Global Privacy Control).
 */
import { API_ORIGIN } from "../api/origin";
import type { Pending } from "./pending";
import { pending } from "./visit";

/** Of all visits, those that tell of vitals, views and actions; errors are always told. */
export const SAMPLED_SHARE = 0.25;
export const REPORTS_PATH = "/api/v1/page-reports";
const VITALS_AFTER_MS = 2000;

/** Begins to report, if this reader's visit may be reported at all. */
export function startReporting(visit: Pending = pending): void {
  // A page that lies elsewhere than its API would have to ask permission for each report.
  if (API_ORIGIN !== "" || isDeclined(navigator)) return;
  const isSampled = Math.random() < SAMPLED_SHARE;
  window.addEventListener("error", ({ filename }) => {
    if (isOurs(filename)) visit.failed("error");
  });
  window.addEventListener("unhandledrejection", () => visit.failed("rejection"));
  // Bubbling to the window, after web-vitals has had the last word on the same event.
  window.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send(visit, isSampled);
  });
  window.addEventListener("pagehide", () => send(visit, isSampled));
  if (isSampled) setTimeout(() => void measure(visit), VITALS_AFTER_MS);
}

/** Whether the reader's browser says that the reader is not to be watched. */
export function isDeclined(browser: Navigator): boolean {
  const asks: { doNotTrack?: unknown; globalPrivacyControl?: unknown } = browser;
  return asks.doNotTrack === "1" || asks.globalPrivacyControl === true;
}

function send(visit: Pending, isSampled: boolean): void {
  const report = visit.take();
  if (report === null) return;
  const told = isSampled ? report : { errors: report.errors };
  if (told.errors === undefined && !isSampled) return;
  const body = new Blob([JSON.stringify(told)], { type: "application/json" });
  navigator.sendBeacon(REPORTS_PATH, body);
}

/** The vitals, by a library that comes when the page itself is there. */
async function measure(visit: Pending): Promise<void> {
  const vitals = await import("web-vitals").catch(() => null);
  if (vitals === null) return;
  const SECOND_MS = 1000;
  vitals.onTTFB(({ value }) => visit.measured("ttfb", value / SECOND_MS));
  vitals.onFCP(({ value }) => visit.measured("fcp", value / SECOND_MS));
  vitals.onLCP(({ value }) => visit.measured("lcp", value / SECOND_MS));
  vitals.onINP(({ value }) => visit.measured("inp", value / SECOND_MS));
  vitals.onCLS(({ value }) => visit.shifted(value));
}

/** Whether a script of this site failed, not one that the browser's extensions brought. */
function isOurs(filename: string): boolean {
  return filename === "" || filename.startsWith(window.location.origin);
}
