// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { asOf } from "../../src/app/useAsOf";
import { HOUR_MS } from "../../src/domain/units";
import { fakeApi, Stale } from "../fixtures/api";
import * as documents from "../fixtures/documents";
import { everyTestStartsAnew, headline, open } from "../fixtures/page";

everyTestStartsAnew();

const EARLIER = documents.iso(documents.NOON - 3 * HOUR_MS);
const EARLIER_TEXT = "as of 17 Jul 2025, 09:00 UTC";
const answer = (data_as_of: string | null, stale = false) => ({
  document: { data_as_of },
  readAt: 0,
  stale,
});
const part = (name: string) => screen.getByRole("region", { name });

describe("the time of a part", () => {
  const noon = answer(documents.iso(documents.NOON));

  it("goes without saying while it is that of the forecasts or later", () => {
    expect(asOf(noon, noon)).toBeNull();
    expect(asOf(noon, answer(EARLIER))).toBeNull();
    expect(asOf(noon, undefined)).toBeNull();
    expect(asOf(undefined, noon)).toBeNull();
    expect(asOf(answer(null, true), noon)).toBeNull();
  });

  it("is said where it is earlier, or the last known", () => {
    expect(asOf(answer(EARLIER), noon)).toBe(documents.NOON - 3 * HOUR_MS);
    expect(asOf(answer(EARLIER, true), answer(EARLIER))).toBe(documents.NOON - 3 * HOUR_MS);
  });
});

describe("a page of parts of different times", () => {
  it("says nothing of it where there is one time", async () => {
    await open(fakeApi());
    expect(screen.queryByText(/^as of|candles as of|last known/)).toBeNull();
  });

  it("says it beside the part that is older than the forecasts", async () => {
    const scores = { ...documents.scores(), data_as_of: EARLIER };
    await open(fakeApi({ "/api/v1/scores": scores }));
    expect(within(part("Track record")).getByText(EARLIER_TEXT)).toBeTruthy();
    expect(within(part("Recent 24-hour forecasts")).queryByText(/as of/)).toBeNull();
  });

  it("says it beside every part that is the last known one", async () => {
    const rows = { ...documents.page([documents.row()]), data_as_of: EARLIER };
    await open(
      fakeApi({
        "/api/v1/forecast": new Stale(documents.latest({ data_as_of: EARLIER })),
        "/api/v1/candles": new Stale({ ...documents.candles(), data_as_of: EARLIER }),
        "/api/v1/forecasts": new Stale(rows),
      }),
    );
    expect(headline()).toBeTruthy();
    expect(screen.getByText(/last known forecasts, as of 17 Jul 2025, 09:00 UTC/)).toBeTruthy();
    expect(screen.getByText(`candles ${EARLIER_TEXT}`)).toBeTruthy();
    expect(within(part("Recent 24-hour forecasts")).getByText(EARLIER_TEXT)).toBeTruthy();
    expect(within(part("Track record")).queryByText(/as of/)).toBeNull();
  });

  it("does not claim that nothing came since where what came cannot be read", async () => {
    const now = documents.iso(documents.NOON + 5 * HOUR_MS);
    await open(
      fakeApi({
        "/api/v1/status": documents.status({ clock: documents.clock({ now }) }),
        "/api/v1/forecast": new Stale(documents.latest({ data_as_of: EARLIER })),
      }),
    );
    expect(screen.getByText(/newer ones cannot be read just now\.$/)).toBeTruthy();
    expect(screen.queryByText(/the slots since then have none/)).toBeNull();
  });

  it("calls no part late while its answer is on its way", async () => {
    const api = await open(fakeApi());
    const next = documents.iso(documents.NOON + HOUR_MS);
    api.answers["/api/v1/forecast"] = documents.latest({ data_as_of: next });
    api.answers["/api/v1/scores"] = "never";
    await vi.advanceTimersByTimeAsync(11_000);
    expect(within(part("Track record")).queryByText(/as of/)).toBeNull();
    await vi.advanceTimersByTimeAsync(5000);
    expect(within(part("Track record")).getByText("as of 17 Jul 2025, 12:00 UTC")).toBeTruthy();
  });
});
