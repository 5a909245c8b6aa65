import { apiUrl } from "../api/origin";
import { useVersion } from "./useDocuments";

/** What this is and is not, where its data are, and which code is running. */
export function PageFooter() {
  const { data: version } = useVersion();
  return (
    <footer className="page-footer">
      <p>
        Candor says how far the price may move, before it does, on a record that cannot be rewritten
        unnoticed, and keeps the score. It is not financial advice.
      </p>
      <ul>
        <li>
          <a href={apiUrl("/api/docs")}>API reference</a>
        </li>
        <li>
          <a href="/ledger">Ledger</a>
        </li>
        <li>
          <a href="/models">Models</a>
        </li>
        <li>
          <a href="/status">Status</a>
        </li>
        <li>
          <a href="/terms">Terms</a>
        </li>
        <li>
          <a href="/privacy">Privacy</a>
        </li>
        <li>
          <a href="/imprint">Imprint</a>
        </li>
        {version ? (
          <li className="number">
            version {version.version} ({version.commit.slice(0, 7)})
          </li>
        ) : null}
      </ul>
    </footer>
  );
}
