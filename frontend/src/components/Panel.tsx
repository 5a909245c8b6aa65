import { type ReactNode, useId } from "react";
import type { Instant } from "../domain/units";
import { fullTime } from "../lib/formatTime";
import { PanelBoundary } from "./PanelBoundary";
import "./panel.css";

interface Props {
  title: string;
  /** Beside the title, e.g. a link to the data. */
  aside?: ReactNode;
  /** Of what time the data are, where that is earlier than the rest of the page. */
  asOf?: Instant | null;
  children: ReactNode;
}

/** A titled part of the page; what fails in it leaves the title and the other parts. */
export function Panel({ title, aside, asOf = null, children }: Props) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel__head">
        <div className="panel__title">
          <h2 id={id}>{title}</h2>
          {asOf === null ? null : <span className="panel__as-of">as of {fullTime(asOf)}</span>}
        </div>
        {aside}
      </header>
      <PanelBoundary what={`“${title}”`} of={children}>
        {children}
      </PanelBoundary>
    </section>
  );
}
