import { CopyButton } from "./CopyButton";
import "./code-block.css";

interface Props {
  text: string;
  /** What it is, for its place and its button: "the request as curl". */
  what: string;
}

/** Text to read and to take along; what is too wide scrolls, by keyboard too. */
export function CodeBlock({ text, what }: Props) {
  return (
    <div className="code-block">
      <CopyButton text={text} what={what} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls can be focused */}
      <section className="code-block__text" tabIndex={0} aria-label={what}>
        <pre>
          <code>{text}</code>
        </pre>
      </section>
    </div>
  );
}
