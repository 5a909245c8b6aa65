/** Where a price comes from and how old it is: pure. */
import type { PriceDocument } from "../../api/documents";
import { LATE_AFTER_MS } from "../../domain/staleness";
import { type Instant, instantOf, MINUTE_MS } from "../../domain/units";
import { counted } from "../../lib/formatNumber";
import { duration, fullTime } from "../../lib/formatTime";

export interface PriceWords {
  name: string;
  source: string;
  age: { text: string; isLate: boolean };
}

/** The words beside a price. A replayed hour passes at once: its price is as old as the hour says. */
export function priceWords(document: PriceDocument, now: Instant): PriceWords {
  const at = instantOf(document.time);
  const old = Math.max(0, now - at);
  const age = document.mode === "live" && old < MINUTE_MS ? "just now" : `${duration(old)} ago`;
  return {
    name: document.mode === "simulated" ? "Simulated price" : "Bitcoin",
    source:
      document.origin === "tickers"
        ? `median of ${counted(document.sources.length, "venue")}`
        : "close of the newest hourly candle",
    age: { text: old === 0 ? fullTime(at) : age, isLate: old > LATE_AFTER_MS },
  };
}
