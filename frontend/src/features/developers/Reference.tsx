import type { ReactNode } from "react";
import { apiUrl } from "../../api/origin";

const FILES: readonly (readonly [href: string, name: string, says: string])[] = [
  [apiUrl("/api/docs"), "Swagger UI", "every document and field"],
  [apiUrl("/api/openapi.json"), "OpenAPI", "the same for machines"],
  [apiUrl("/api/v1/forecasts?format=csv"), "CSV", "the track record, newest 10,000 slots"],
  ["/feed.atom", "Atom feed", "new forecasts, one horizon with ?horizon=24h"],
  ["/candor_client.py", "candor_client.py", "a client in Python, one file"],
  ["/verify.py", "verify.py", "the verifier of the record, one file"],
];

/** Where the rest is. */
export function Files() {
  return (
    <ul className="developers__files">
      {FILES.map(([href, name, says]) => (
        <li key={href}>
          <a href={href}>{name}</a> <span className="quiet">{says}</span>
        </li>
      ))}
    </ul>
  );
}

/** What the API promises, and what it asks of readers. */
export function Limits() {
  return (
    <Facts
      label="Limits"
      rows={[
        ["Key, account", "none; reading costs nothing"],
        ["Requests", "not limited by the API; the host may refuse a flood"],
        [
          "How fresh",
          "a document is kept until the next slot’s cutoff, and for 15 s in the first 13 minutes of an hour, when news may come; a price for 30 s, the status for 1 s",
        ],
        [
          "Ask again",
          <>
            with <code>If-None-Match</code>: 304 and nothing else where nothing is new
          </>,
        ],
        [
          "How old",
          <>
            <code>Age</code> in seconds; <code>X-Candor-Stale: 1</code> where it is the last known
            one, because a newer cannot be made
          </>,
        ],
        ["In one answer", "200 slots or entries, 1,000 candles; 10,000 lines of CSV"],
        ["Numbers", "text, so that no digit is lost; times RFC 3339 in UTC"],
        [
          "From other sites’ pages",
          "not readable (CORS), except of a copy in development: ask from a server or a terminal, or embed a forecast",
        ],
      ]}
    />
  );
}

/** How the API says that something is wrong. */
export function Errors() {
  return (
    <>
      <p>
        Every error is a document of RFC 9457, <code>application/problem+json</code>:{" "}
        <code>detail</code> says what to do, <code>type</code> is its name for programs,{" "}
        <code>trace_id</code> finds it in our log. None is cached.
      </p>
      <Facts
        label="Errors"
        rows={[
          ["404", "there is no such forecast, entry or address"],
          ["422", "a parameter is wrong; detail names it. The same again gives the same"],
          [
            "502, 503",
            <>
              something behind the API failed or is being prepared; after <code>Retry-After</code>{" "}
              seconds it may work
            </>,
          ],
          ["500", "our mistake; tell us the trace_id"],
        ]}
      />
    </>
  );
}

interface FactsProps {
  label: string;
  rows: readonly (readonly [name: string, text: ReactNode])[];
}

function Facts({ label, rows }: FactsProps) {
  return (
    <table className="data developers__facts">
      <caption className="visually-hidden">{label}</caption>
      <tbody>
        {rows.map(([name, text]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
