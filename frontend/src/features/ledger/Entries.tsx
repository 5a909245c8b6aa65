import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { Ledger, LedgerEntry } from "../../api/documents";
import { SteadyButton } from "../../components/SteadyButton";
import { instantOf } from "../../domain/units";
import { count } from "../../lib/formatNumber";
import { fullTime, shortTime } from "../../lib/formatTime";
import { entryWords, hashesToLeaf } from "./entryWords";
import "./ledger.css";

interface Props {
  page: Ledger;
  /** The last entry asked for; null for the newest. */
  last: number | null;
  /** Whether that one is to be opened. */
  isOpened: boolean;
  perPage: number;
  /** Shows the page that ends with an entry. */
  onAsk: (asked: { last: number | null; isOpened: boolean }) => void;
}

/** A page of entries, newest first; each can be opened, and is hashed here. */
export function Entries({ page, last, isOpened, perPage, onAsk }: Props) {
  const { entries, size } = page;
  const turnTo = (index: number | null) => onAsk({ last: index, isOpened: false });
  const oldest = entries[0]?.index ?? 0;
  const newest = entries.at(-1)?.index ?? 0;
  return (
    <>
      <nav className="entries__pager" aria-label="Pages of entries">
        <SteadyButton off={last === null} onClick={() => turnTo(null)}>
          Newest
        </SteadyButton>
        <SteadyButton
          off={newest + 1 >= size}
          onClick={() => turnTo(Math.min(size - 1, newest + perPage))}
        >
          ‹ Newer
        </SteadyButton>
        <SteadyButton off={oldest === 0} onClick={() => turnTo(Math.max(0, oldest - 1))}>
          Older ›
        </SteadyButton>
        <Jump size={size} onAsk={(index) => onAsk({ last: index, isOpened: true })} />
        <span className="quiet number">
          {entries.length === 0
            ? "no entries"
            : `${count(oldest)}–${count(newest)} of ${count(size)}, counted from 0`}
        </span>
      </nav>
      {last !== null && last >= size ? (
        <p className="notice" role="alert">
          There is no entry {count(last)} yet; the newest is {count(size - 1)}.
        </p>
      ) : null}
      <ul className="entries">
        {[...entries].reverse().map((entry) => (
          <Entry key={entry.index} entry={entry} isAsked={isOpened && entry.index === last} />
        ))}
      </ul>
    </>
  );
}

function Jump({ size, onAsk }: { size: number; onAsk: (index: number) => void }) {
  const [typed, type] = useState("");
  const id = useId();
  const index = Number(typed);
  const isEntry = /^\d+$/.test(typed) && index < size;
  const jump = (event: FormEvent) => {
    event.preventDefault();
    onAsk(index);
  };
  return (
    <form className="entries__jump" onSubmit={jump}>
      <label htmlFor={id}>Entry</label>
      <input
        id={id}
        inputMode="numeric"
        size={6}
        value={typed}
        aria-invalid={typed !== "" && !isEntry}
        onChange={(event) => type(event.target.value.trim())}
      />
      <SteadyButton type="submit" off={!isEntry}>
        Go
      </SteadyButton>
    </form>
  );
}

function Entry({ entry, isAsked }: { entry: LedgerEntry; isAsked: boolean }) {
  const [isOpen, open] = useState(isAsked);
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isAsked) place.current?.scrollIntoView?.({ block: "center" });
    if (isAsked) open(true);
  }, [isAsked]);
  const { what, slot } = entryWords(entry);
  return (
    <li ref={place} className={isAsked ? "entries__asked" : undefined}>
      <details open={isOpen} onToggle={(event) => open(event.currentTarget.open)}>
        <summary>
          <span className="number entries__index">{count(entry.index)}</span>
          <strong className={`entries__kind entries__kind--${entry.kind}`}>{entry.kind}</strong>
          <span className="entries__what">{what}</span>
          <span className="entries__time quiet">{shortTime(instantOf(entry.recorded_at))}</span>
        </summary>
        {isOpen ? <Opened entry={entry} slot={slot} /> : null}
      </details>
    </li>
  );
}

function Opened({ entry, slot }: { entry: LedgerEntry; slot: string | null }) {
  const holds = hashesToLeaf(entry);
  return (
    <div className="entries__opened">
      <p>
        Written at {fullTime(instantOf(entry.recorded_at))} ·{" "}
        {slot === null ? null : (
          <>
            <a href={`/history?slot=${slot}`}>See this slot</a> ·{" "}
          </>
        )}
        <a href={`/ledger?entry=${entry.index}`}>Link to this entry</a>
      </p>
      <p className={holds ? undefined : "notice"} role={holds ? undefined : "alert"}>
        {holds
          ? "✓ Hashed in this browser, it gives its leaf hash "
          : "✕ Hashed in this browser, it does not give its leaf hash "}
        <code>{entry.leaf_hash}</code>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{entry.body}</code>
      </pre>
    </div>
  );
}
