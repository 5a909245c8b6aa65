import { describe, expect, it } from "vitest";
import {
  ago,
  checkpointText,
  clockText,
  dataText,
  incidentTime,
  measuredText,
  promiseOf,
  remainingText,
  watchText,
} from "../../../src/features/status/statusWords";
import * as documents from "../../fixtures/documents";
import { budget, incident, nothingKnown, operation, WALL } from "../../fixtures/operation";

const at = (minutes: number) => new Date(WALL + minutes * 60_000).toISOString();

describe("a promise", () => {
  it("is named in words, an unknown one by its id", () => {
    expect(promiseOf(budget())).toBe("Answers come without an error");
    expect(promiseOf(budget({ slo: "webhooks" }))).toBe("Webhooks");
  });

  it.each([
    [0.62, "62% of the error budget left"],
    [0.999, "99% of the error budget left"],
    [0, "0% of the error budget left"],
    [-0.5, "spent, and 50% of it again"],
    [-1, "spent 2 times over"],
    [-45.17, "spent 46 times over"],
    [null, "no figure yet"],
  ])("with %s left says so", (remaining, text) => {
    expect(remainingText(budget({ remaining }))).toBe(text);
  });

  it("that is broken is never rounded up to kept", () => {
    expect(measuredText(budget())).toBe("99.96% over 30 days; promised: 99.9%");
    expect(measuredText(budget({ measured: 0.998999 }))).toBe(
      "99.899% over 30 days; promised: 99.9%",
    );
    expect(measuredText(budget({ measured: null, objective: 0.95 }))).toBe(
      "nothing measured yet; promised: 95%",
    );
  });
});

describe("times", () => {
  it("are told from now, and none is of the future", () => {
    expect(ago(at(-12), WALL)).toBe("12 min ago");
    expect(ago(at(3), WALL)).toBe("just now");
  });

  it("of an incident are its start and its end, or how long it goes on", () => {
    expect(incidentTime(incident(), WALL)).toBe("since 20 Nov, 11:40 UTC (20 min)");
    const over = incident({ ended_at: at(-15) });
    const overnight = incident({ ended_at: at(13 * 60) });
    expect(incidentTime(overnight, WALL)).toContain("20 Nov, 11:40 to 21 Nov, 01:00 UTC");
    expect(incidentTime(over, WALL)).toBe("20 Nov, 11:40 to 11:45 UTC (5 min)");
  });
});

describe("who watches", () => {
  it("is said in each of its states", () => {
    const watched = (state: "watched" | "late" | "unreadable", reported_at: string | null) =>
      watchText(operation({ watch: { state, reported_at, detail: "the cache is lost" } }), WALL);
    expect(watched("watched", at(-1))).toBe(
      "Watched from outside; the last report came 1 min ago.",
    );
    expect(watched("late", at(-60))).toContain("silent since 20 Nov 2026, 11:00 UTC");
    expect(watched("unreadable", null)).toBe("Not known: the cache is lost.");
    expect(watchText(nothingKnown(), WALL)).toContain("no watcher has ever reported");
  });
});

describe("figures of the record", () => {
  it("say by which clock they are", () => {
    expect(clockText(documents.status())).toContain(
      "By the replay's own clock, which shows 17 Jul 2025, 12:00 UTC and passes an hour every 5 s.",
    );
    expect(clockText(documents.status({ mode: "live" }))).toContain("By the server's clock");
  });

  it("say how old the newest candle is, where that is worth saying", () => {
    expect(dataText(documents.status(), 0)).toBe("17 Jul 2025, 12:00 UTC");
    const clock = documents.liveClock();
    expect(dataText(documents.status({ clock }), 20 * 60_000)).toBe(
      "17 Jul 2025, 12:00 UTC (20 min old)",
    );
    expect(dataText(documents.status({ data_as_of: null }), 0)).toBe("no candle yet");
  });

  it("say loudly that a ledger was rewritten", () => {
    expect(checkpointText(documents.status())).toBe("4,400 entries, 17 Jul 2025, 12:00 UTC");
    const checkpoint = { size: 9, signed_at: documents.iso(documents.NOON), holds: false };
    expect(checkpointText(documents.status({ checkpoint }))).toContain("NOT what was signed");
    expect(checkpointText(documents.status({ checkpoint: null }))).toBe("none is signed yet");
  });
});
