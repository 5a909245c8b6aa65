import { urlOf } from "../../api/ask";
import type { Forecast } from "../../api/documents";
import { apiUrl } from "../../api/origin";
import { Panel } from "../../components/Panel";
import { EmbedSnippet } from "./EmbedSnippet";
import { Examples } from "./Examples";
import { levelNear } from "./levelNear";
import { Errors, Files, Limits } from "./Reference";
import { TryIt } from "./TryIt";
import "../../components/prose.css";
import "./developers.css";

const FIRST = "/api/v1/forecast";

interface Props {
  /** The newest forecast, to try things with; null while none is known. */
  forecast: Forecast | null;
}

/** The API: try it, take an example, know its limits, embed a forecast. */
export function DevelopersView({ forecast }: Props) {
  const forecastId = forecast?.id ?? null;
  const level = levelNear(forecast);
  const site = new URL(urlOf("/")).origin;
  return (
    <div className="developers">
      <header className="page-head">
        <p className="page-head__page">API</p>
        <h1>Everything on this site is a document that anybody may read, without a key.</h1>
        <p>
          What the pages show comes from the same addresses. Start with{" "}
          <a href={apiUrl(FIRST)}>
            <code>{FIRST}</code>
          </a>
          .
        </p>
      </header>
      <Panel title="Try it">
        <TryIt forecastId={forecastId} level={level} />
      </Panel>
      <Panel title="Examples">
        <Examples site={site} level={level} />
      </Panel>
      <div className="developers__pair">
        <Panel title="Limits">
          <Limits />
        </Panel>
        <div className="developers__stack">
          <Panel title="Errors">
            <Errors />
          </Panel>
          <Panel title="Files">
            <Files />
          </Panel>
        </div>
      </div>
      <Panel title="Embed a forecast">
        <p className="developers__lead">
          A frame says how old it is and renews itself; a picture is as old as its last load. Both
          lead back to the record, and neither is advice.
        </p>
        <EmbedSnippet site={site} forecastId={forecastId} />
      </Panel>
    </div>
  );
}
