/** What the history reads: which slots there are, a stretch of them, and one wholly. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, datedDocumentOf, deadline, documentOf } from "../api/client";
import { HORIZON_FACTS, type Horizon } from "../domain/horizon";
import { firstAnnounced } from "../domain/ledger/announced";
import {
  type Slot,
  type SlotSpan,
  slotId,
  targetOf,
  WINDOW_SLOTS,
  windowAround,
} from "../domain/slot";
import { DAY_MS, HOUR_MS, type Instant, instantOf, later } from "../domain/units";
import { whileFailing } from "./whileFailing";

/** The schedules are announced before anything else, but for the first model. */
const FIRST_ENTRIES = 10;
const SETTLED = Number.POSITIVE_INFINITY;

const iso = (instant: Instant) => new Date(instant).toISOString();

/** The slots of a horizon, and the newest whose outcome is known; null before the first. */
export function useSpan(horizon: Horizon, dataAsOf: string | null | undefined) {
  return useQuery({
    queryKey: ["span", horizon, dataAsOf],
    enabled: dataAsOf !== undefined,
    queryFn: async ({ signal }) => {
      const ask = (status?: "scored") =>
        documentOf(
          client.GET("/api/v1/forecasts", {
            params: { query: { horizon, limit: 1, ...(status ? { status } : {}) } },
            signal: deadline(signal),
          }),
        );
      const [newest, scored, { entries }] = await Promise.all([
        ask(),
        ask("scored"),
        documentOf(
          client.GET("/api/v1/ledger", {
            params: { query: { limit: FIRST_ENTRIES } },
            signal: deadline(signal),
          }),
        ),
      ]);
      const [row] = newest.forecasts;
      if (row === undefined) return null;
      const last = instantOf(row.cutoff);
      const first = firstAnnounced(entries, horizon) ?? last;
      const known = scored.forecasts[0]?.cutoff;
      return {
        span: { horizon, first, last } satisfies SlotSpan,
        newestKnown: known === undefined ? last : instantOf(known),
      };
    },
    refetchInterval: whileFailing,
    // Another horizon's slots are not this one's.
    placeholderData: (before) => (before?.span.horizon === horizon ? before : undefined),
  });
}

/** The slots around one; asked again while some of them may change. */
export function useWindow(slot: Slot | null, dataAsOf: string | null | undefined) {
  const around = slot && windowAround(slot);
  const settled =
    slot !== null && around !== null && typeof dataAsOf === "string"
      ? targetOf({ horizon: slot.horizon, cutoff: around.until }) < instantOf(dataAsOf)
      : false;
  return useQuery({
    queryKey: ["window", slot?.horizon, around?.from, settled || dataAsOf],
    enabled: slot !== null,
    staleTime: settled ? SETTLED : 0,
    queryFn: async ({ signal }) => {
      if (slot === null || around === null)
        return { rows: [], from: 0 as Instant, until: 0 as Instant };
      const { forecasts } = await documentOf(
        client.GET("/api/v1/forecasts", {
          params: {
            query: {
              horizon: slot.horizon,
              cutoff_from: iso(around.from),
              cutoff_until: iso(around.until),
              limit: WINDOW_SLOTS,
            },
          },
          signal: deadline(signal),
        }),
      );
      return { rows: forecasts, ...around };
    },
    refetchInterval: whileFailing,
    placeholderData: keepPreviousData,
  });
}

/** One forecast exactly as issued; not asked for a slot that was missed. */
export function useForecast(slot: Slot | null, settled: boolean, dataAsOf: unknown) {
  return useQuery({
    queryKey: ["forecast-as-issued", slot && slotId(slot), settled || dataAsOf],
    enabled: slot !== null,
    staleTime: settled ? SETTLED : 0,
    queryFn: async ({ signal }) => {
      const id = slot === null ? "" : slotId(slot);
      const answer = await datedDocumentOf(
        client.GET("/api/v1/forecasts/{id}", {
          params: { path: { id } },
          signal: deadline(signal),
        }),
      );
      return answer.document.forecast;
    },
    refetchInterval: whileFailing,
    placeholderData: keepPreviousData,
  });
}

/** The candles before and after a cutoff, as known now; by whole days, so that steps share them. */
export function useCandlesAround(slot: Slot | null, dataAsOf: unknown) {
  const { historyHours = 0, hours = 0 } = slot ? HORIZON_FACTS[slot.horizon] : {};
  const end = slot ? Math.ceil(targetOf(slot) / DAY_MS) * DAY_MS : 0;
  const until = end as Instant;
  const known = typeof dataAsOf === "string" && until <= instantOf(dataAsOf);
  return useQuery({
    queryKey: ["candles-around", slot?.horizon, until, known || dataAsOf],
    enabled: slot !== null,
    staleTime: known ? SETTLED : 0,
    queryFn: async ({ signal }) => {
      const needed = historyHours + hours + Math.ceil(DAY_MS / HOUR_MS);
      const { candles } = await documentOf(
        client.GET("/api/v1/candles", {
          params: { query: { hours: needed, until: iso(later(until, 0)) } },
          signal: deadline(signal),
        }),
      );
      return candles;
    },
    refetchInterval: whileFailing,
    placeholderData: keepPreviousData,
  });
}
