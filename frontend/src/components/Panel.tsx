import { type ReactNode, useId } from "react";
import "./panel.css";

interface Props {
  title: string;
  /** Beside the title, e.g. a link to the data. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A titled part of the page. */
export function Panel({ title, aside, children }: Props) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel__head">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
