import { describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../../src/domain/units";
import { bannerText } from "../../../src/features/mode-banner/bannerText";
import { clock, iso, liveClock, NOON, status } from "../../fixtures/documents";

describe("the banner", () => {
  it("says of a replay what it replays, where it stands and how fast it goes", () => {
    const text = bannerText(status(), 0);
    expect(text.label).toBe("Replay of past prices, not live");
    expect(text.facts).toEqual(["data as of 17 Jul 2025, 12:00 UTC"]);
    expect(text.asides).toEqual(["one hour passes every 5 s", "source: btcusd_1h.csv.gz"]);
    expect(text.warnings).toEqual([]);
  });

  it.each([
    [0.02, "less than 0.1 s"],
    [0.2, "0.2 s"],
    [0.96, "1 s"],
    [1, "1 s"],
    [5, "5 s"],
    [90, "1 min"],
  ])("says a pace of %s s an hour as %j", (seconds, text) => {
    const { asides } = bannerText(status({ clock: clock({ seconds_per_hour: seconds }) }), 0);
    expect(asides).toContain(`one hour passes every ${text}`);
  });

  it.each([
    ["history:f1cecbd18292", "history file f1cecbd18292"],
    ["simulated:seed-1", "seed 1"],
    ["venues", "venues"],
  ])("names the source %s as %j", (source, text) => {
    expect(bannerText(status({ source }), 0).asides.at(-1)).toBe(`source: ${text}`);
  });

  it("says how far catching up has come", () => {
    const span = { starts_at: iso(NOON - 360 * HOUR_MS), caught_up_at: iso(NOON + 1080 * HOUR_MS) };
    const text = bannerText(status({ clock: clock({ state: "catching_up", ...span }) }), 0);
    expect(text.facts[0]).toBe("catching up, 360 of 1,440 hours");
    expect(text.progress?.percent).toBe(25);
  });

  it("says that the replay has ended, and no pace", () => {
    const { facts, asides } = bannerText(status({ clock: clock({ state: "ended" }) }), 0);
    expect(facts[0]).toBe("the replay has reached the end of its file");
    expect(asides.join()).not.toContain("passes every");
  });

  it("never lets a simulation pass for Bitcoin", () => {
    const text = bannerText(status({ mode: "simulated", source: "seed 42" }), 0);
    expect(text.label).toBe("Simulated market, not Bitcoin");
  });

  it("says why the health is degraded, in the words of its first reason", () => {
    const degraded_because = ["no candle for the hour from 11:00", "no candle for 10:00"];
    expect(bannerText(status({ health: "degraded", degraded_because }), 0).warnings).toEqual([
      "Not all is well: no candle for the hour from 11:00.",
    ]);
  });

  it("says of a lost part once that it does not answer", () => {
    const dependencies = [{ name: "database", ok: false, detail: "does not answer" }];
    const lost = ["the database is down", "no candle for 10:00"];
    const said = status({ health: "degraded", degraded_because: lost, dependencies });
    expect(bannerText(said, 0).warnings).toEqual([
      "Not all is well: no candle for 10:00.",
      "The database does not answer.",
    ]);
  });

  it("does not trouble readers with a venue that others stand in for", () => {
    const dependencies = [{ name: "venue kraken", ok: false, detail: "failed when last asked" }];
    expect(bannerText(status({ dependencies }), 0).warnings).toEqual([]);
  });

  it("says what is being prepared before there are candles", () => {
    const preparing = status({
      data_as_of: null,
      candles: 0,
      clock: clock({ state: "preparing" }),
    });
    expect(bannerText(preparing, 0).facts[0]).toMatch(/^preparing: reading candles/);
    const unset = status({ data_as_of: null, candles: 0, clock: liveClock() });
    expect(bannerText(unset, 0).facts[0]).toMatch(/^preparing: reading candles/);
  });

  it("says the age of live data, and warns past ninety minutes", () => {
    const live = status({ mode: "live", source: "venues", clock: liveClock() });
    const young = bannerText(live, 12 * MINUTE_MS);
    expect(young.facts[0]).toBe("data as of 17 Jul 2025, 12:00 UTC (12 min old)");
    expect(young.warnings).toEqual([]);
    expect(bannerText(live, 90 * MINUTE_MS).warnings).toEqual([]);
    const old = bannerText(live, 91 * MINUTE_MS);
    expect(old.warnings[0]).toContain("1 h 31 min old");
    expect(old.facts[0]).toBe("data as of 17 Jul 2025, 12:00 UTC"); // said once
  });

  it("warns of a replay whose data lag behind its own clock", () => {
    const lagging = status({ clock: clock({ now: iso(NOON + 3 * HOUR_MS) }) });
    expect(bannerText(lagging, 0).warnings[0]).toContain("3 h old");
  });

  it("says which part of the service does not answer", () => {
    const lost = { name: "database", ok: false, detail: "does not answer" };
    const well = { name: "cache", ok: true, detail: "answers" };
    expect(bannerText(status({ dependencies: [lost, well] }), 0).warnings).toEqual([
      "The database does not answer.",
    ]);
  });
});
