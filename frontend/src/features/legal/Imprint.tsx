import type { Operator } from "../../lib/operator";
import { Contact } from "./Contact";

/** Who answers for this copy of the site. */
export function Imprint({ operator }: { operator: Operator }) {
  return (
    <>
      <header className="page-head">
        <p className="page-head__page">Imprint</p>
        <h1>
          {operator.name === null
            ? "Whoever runs this copy has not said who they are."
            : "Who runs this copy of Candor."}
        </h1>
      </header>
      <div className="prose">
        {operator.name === null ? (
          <p>
            Candor is free software that anybody can run. This copy was built without its operator’s
            name, so this page cannot tell you who answers for it. What it says can be{" "}
            <a href="/ledger">checked</a> all the same, without knowing anybody.
          </p>
        ) : (
          <p>{operator.name}</p>
        )}
        <p>
          <Contact operator={operator} />
        </p>
        <p>
          See also <a href="/terms">terms</a> and <a href="/privacy">privacy</a>.
        </p>
      </div>
    </>
  );
}
