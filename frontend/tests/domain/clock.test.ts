import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/api/documents";
import { catchUp, dataAgeMs, nowOn, pollEveryMs, wallMsUntil } from "../../src/domain/clock";
import { HOUR_MS, type Instant, MINUTE_MS } from "../../src/domain/units";
import { clock, iso, liveClock, NOON, status } from "../fixtures/documents";

const at = (ms: number) => (NOON + ms) as Instant;

describe("the age of the data", () => {
  it("grows with wall time while live", () => {
    const live = status({ mode: "live", clock: liveClock({ now: iso(NOON + 30 * MINUTE_MS) }) });
    expect(dataAgeMs(live, 5 * MINUTE_MS)).toBe(35 * MINUTE_MS);
  });

  it("stands on the replay's clock, however long ago it was read", () => {
    expect(dataAgeMs(status(), 3 * HOUR_MS)).toBe(0);
  });

  it("is unknown before the first candle", () => {
    expect(dataAgeMs(status({ data_as_of: null }), 0)).toBeNull();
  });
});

describe("now", () => {
  it("is carried forward on the live clock only", () => {
    expect(nowOn(liveClock(), 1000)).toBe(NOON + 1000);
    expect(nowOn(clock(), 1000)).toBe(NOON);
  });
});

describe("waiting for an instant", () => {
  it("takes as long as it says while live", () => {
    expect(wallMsUntil(liveClock(), at(HOUR_MS), MINUTE_MS)).toBe(59 * MINUTE_MS);
  });

  it("takes seconds in a replay", () => {
    expect(wallMsUntil(clock({ seconds_per_hour: 5 }), at(HOUR_MS), 1000)).toBe(4000);
  });

  it("is over when it has come", () => {
    expect(wallMsUntil(clock({ seconds_per_hour: 5 }), at(-HOUR_MS), 1000)).toBe(-6000);
  });

  it.each(["ended", "preparing"] as const)("has no end while the clock is %s", (state) => {
    expect(wallMsUntil(clock({ state }), at(HOUR_MS), 0)).toBeNull();
  });
});

describe("catching up", () => {
  it("counts hours done of all", () => {
    const span = { starts_at: iso(NOON - 360 * HOUR_MS), caught_up_at: iso(NOON + 1080 * HOUR_MS) };
    expect(catchUp(clock(span))).toEqual({ done: 360, total: 1440, percent: 25 });
  });

  it("never says 100 % before it is done", () => {
    const span = { starts_at: iso(NOON - 1439 * HOUR_MS), caught_up_at: iso(NOON + HOUR_MS) };
    expect(catchUp(clock(span))?.percent).toBe(99);
  });

  it("is nothing for a clock without a span", () => {
    expect(catchUp(liveClock())).toBeNull();
  });
});

describe("the pace of asking", () => {
  const replay = (over: Partial<Clock>) => pollEveryMs(status({ clock: clock(over) }));
  const live = (now: number) =>
    pollEveryMs(status({ mode: "live", clock: liveClock({ now: iso(now) }) }));

  it("is one question an hour of replay", () => {
    expect(replay({ seconds_per_hour: 5 })).toBe(5000);
  });

  it("is never faster than once a second nor slower than once a minute", () => {
    expect(replay({ seconds_per_hour: 0.01 })).toBe(1000);
    expect(replay({ seconds_per_hour: 900 })).toBe(60_000);
  });

  it("is once a minute while live, and just after the next cutoff", () => {
    expect(live(NOON)).toBe(60_000);
    expect(live(NOON + HOUR_MS - 20_000)).toBe(25_000);
  });

  it("is quicker while a slot is due, until its deadline", () => {
    expect(live(NOON + HOUR_MS + MINUTE_MS)).toBe(15_000);
    expect(live(NOON + HOUR_MS + 10 * MINUTE_MS)).toBe(60_000);
  });

  it("is slow when nothing more will come", () => {
    expect(replay({ state: "ended" })).toBe(60_000);
  });

  it("is quick while the record is being built or nothing is known", () => {
    expect(replay({ state: "catching_up" })).toBe(2000);
    expect(replay({ state: "preparing" })).toBe(2000);
    expect(pollEveryMs(status({ mode: "replay", clock: liveClock() }))).toBe(2000);
    expect(pollEveryMs(undefined)).toBe(2000);
  });
});
