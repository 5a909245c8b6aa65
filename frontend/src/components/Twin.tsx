import { type ReactNode, useState } from "react";
import "./twin.css";

interface DetailsProps {
  /** What the table holds, for its place: "Skill by day". */
  label: string;
  /** What opens it, where that is not the numbers of a picture. */
  summary?: string;
  /** Made when it is opened: thousands of rows are nobody's first wish. */
  children: () => ReactNode;
}

/** The place of a picture's table twin: closed at first; long tables scroll in it, by keyboard too. */
export function TwinDetails({
  label,
  summary = "The numbers behind the picture",
  children,
}: DetailsProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls can be focused
        <section className="scroll twin__place" tabIndex={0} aria-label={label}>
          {children()}
        </section>
      ) : null}
    </details>
  );
}

interface Props extends Omit<DetailsProps, "children"> {
  caption?: string;
  head: readonly string[];
  /** Made when it is opened; the first cell of a row names it. */
  rows: () => readonly (readonly string[])[];
}

/** The table twin of a picture. */
export function Twin({ caption, head, rows, ...place }: Props) {
  return (
    <TwinDetails {...place}>
      {() => (
        <table className="data">
          {caption === undefined ? null : <caption>{caption}</caption>}
          <thead>
            <tr>
              {head.map((title, column) => (
                <th key={title} scope="col" className={column === 0 ? undefined : "number"}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows().map(([name = "", ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, column) => (
                  <td key={head[column + 1]} className="number">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </TwinDetails>
  );
}
