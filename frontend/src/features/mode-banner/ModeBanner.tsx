import type { StatusDocument } from "../../api/documents";
import { OutageNotice } from "../../components/OutageNotice";
import type { Outage } from "../../components/outageWords";
import { hasLostPart } from "../../domain/health";
import { SECOND_MS } from "../../domain/units";
import { useNow } from "../../lib/useNow";
import { bannerText } from "./bannerText";
import "./mode-banner.css";

const REFRESH_MS = 15 * SECOND_MS;

interface Props {
  status: StatusDocument;
  /** Wall time at which the status was read, in milliseconds. */
  readAt: number;
  /** What cannot be read anew; null while all can. */
  outage: Outage | null;
}

/** Mode, source and age of the data: what every number below rests on. */
export function ModeBanner({ status, readAt, outage }: Props) {
  const elapsed = Math.max(0, useNow(REFRESH_MS) - readAt);
  const text = bannerText(status, elapsed);
  return (
    <aside className={`banner banner--${status.mode}`} aria-label="Mode and data">
      <p className="banner__facts">
        <strong>{text.label}</strong>
        {text.facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {text.asides.map((fact) => (
          <span key={fact} className="banner__aside">
            {fact}
          </span>
        ))}
      </p>
      {text.progress ? (
        <p className="banner__progress">
          <progress value={text.progress.done} max={text.progress.total} aria-label="Catching up" />
          <span className="number">{text.progress.percent}%</span>
        </p>
      ) : null}
      {text.warnings.map((warning) => (
        <p key={warning} className="banner__warning">
          {warning}
        </p>
      ))}
      {text.warnings.length > 0 || hasLostPart(status) ? (
        <p className="banner__more">
          <a href="/status">How each part is, and since when</a>
        </p>
      ) : null}
      <div role="status">
        {outage === null ? null : (
          <p className="banner__warning">
            <OutageNotice outage={outage} />
          </p>
        )}
      </div>
    </aside>
  );
}
