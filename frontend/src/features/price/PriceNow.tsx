import type { Clock, PriceDocument } from "../../api/documents";
import { nowOn } from "../../domain/clock";
import { priceOf, SECOND_MS } from "../../domain/units";
import { exactDollars } from "../../lib/formatPrice";
import { useNow } from "../../lib/useNow";
import { priceWords } from "./priceWords";
import "./price.css";

const REFRESH_MS = 5 * SECOND_MS;

interface Props {
  document: PriceDocument;
  clock: Clock;
  /** Wall time at which the clock was read, in milliseconds. */
  readAt: number;
}

/** The newest price, where it comes from, and how old it is. */
export function PriceNow({ document, clock, readAt }: Props) {
  const now = nowOn(clock, Math.max(0, useNow(REFRESH_MS) - readAt));
  const { name, source, age } = priceWords(document, now);
  return (
    <p className="price-now">
      <span>{name}</span> <b>{exactDollars(priceOf(document.price))}</b>{" "}
      <time dateTime={document.time} className={age.isLate ? "price-now__late" : undefined}>
        {source}, {age.text}
      </time>
    </p>
  );
}
