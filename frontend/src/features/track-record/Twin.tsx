import { useState } from "react";

interface Props {
  /** What the table holds, for its place: "Skill by day". */
  label: string;
  head: readonly string[];
  /** Made when it is opened; the first cell of a row names it. */
  rows: () => readonly (readonly string[])[];
}

/** The table twin of a picture. */
export function Twin({ label, head, rows }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className="record__twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The numbers behind the picture</summary>
      {open ? (
        // Long tables scroll in their own place, and by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls can be focused
        <section className="scroll record__table" tabIndex={0} aria-label={label}>
          <table className="data">
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
        </section>
      ) : null}
    </details>
  );
}
