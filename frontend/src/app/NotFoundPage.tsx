import { PageFrame } from "./PageFrame";
import { NOT_FOUND } from "./staticHeads";
import "../components/prose.css";
import { usePageHead } from "./usePageHead";

/** An address that no page has: every path that vercel.json names no file and no function for. */
export function NotFoundPage() {
  usePageHead(null, NOT_FOUND.title, NOT_FOUND.description);
  return (
    <PageFrame>
      <header className="page-head">
        <p className="page-head__page">{NOT_FOUND.title}</p>
        <h1>There is no page at this address.</h1>
        <p>It may have been mistyped, or cut off where it was copied from.</p>
      </header>
      <div className="prose">
        <ul>
          <li>
            <a href="/">The newest forecasts</a>
          </li>
          <li>
            <a href="/record">How good they have been</a>
          </li>
          <li>
            <a href="/history">A forecast of the past</a>, by its horizon and time
          </li>
          <li>
            <a href="/ledger">One entry of the ledger</a>, by its number or the forecast’s id
          </li>
          <li>
            <a href="/developers">The data</a>, for programs
          </li>
        </ul>
      </div>
    </PageFrame>
  );
}
