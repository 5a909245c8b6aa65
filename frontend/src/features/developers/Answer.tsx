import type { RawAnswer } from "../../api/ask";
import { CodeBlock } from "../../components/CodeBlock";
import { count } from "../../lib/formatNumber";
import { readable, summaryOf } from "./requests";

/** An answer as it came: status, time and size, headers, body. */
export function Answer({ answer }: { answer: RawAnswer }) {
  const { shown, left } = readable(answer.text);
  return (
    <section aria-label="Answer">
      <p role="status" className="try-it__status">
        {summaryOf(answer)}
        {answer.status >= 400 ? " – a problem, in the API’s words below" : ""}
      </p>
      <table className="data try-it__headers">
        <caption className="visually-hidden">Headers of the answer</caption>
        <tbody>
          {answer.headers.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <CodeBlock text={shown} what="the answer" />
      {left === 0 ? null : (
        <p className="quiet">{count(left)} more characters are not shown here; curl has them.</p>
      )}
    </section>
  );
}
