import type { Component } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { Panel } from "../../components/Panel";
import { StateMark } from "./StateMark";
import { ago, capitalised, stateWord } from "./statusWords";

/** Every part, how it is and who says so. */
export function Parts({ components, now }: { components: readonly Component[]; now: number }) {
  return (
    <Panel title="Parts" aside={<a href={apiUrl("/api/v1/status")}>JSON</a>}>
      <ul className="parts">
        {components.map((one) => (
          <li key={one.name}>
            <StateMark state={one.state} />
            <span className="parts__name">{capitalised(one.title)}</span>
            <span>{stateWord(one.state)}</span>
            <span className="parts__detail quiet">
              {one.detail}
              {one.checked_at === null ? null : (
                <>
                  {" · "}
                  <time dateTime={one.checked_at}>{ago(one.checked_at, now)}</time>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
