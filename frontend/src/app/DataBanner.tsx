import type { UseQueryResult } from "@tanstack/react-query";
import type { Dated } from "../api/client";
import type { StatusDocument } from "../api/documents";
import { PanelBoundary } from "../components/PanelBoundary";
import { useFirstLoadFailure } from "../components/useFirstLoadFailure";
import { ModeBanner } from "../features/mode-banner/ModeBanner";
import { outageOf } from "./reachability";

interface Props {
  status: UseQueryResult<Dated<StatusDocument>>;
  /** The other documents: while one cannot be read again, the banner says so. */
  documents: Readonly<Record<string, UseQueryResult>>;
}

/** Whose numbers follow: live, replayed or simulated ones, and of when; or that this is not known. */
export function DataBanner({ status, documents }: Props) {
  const failure = useFirstLoadFailure(status);
  if (status.data === undefined) {
    return failure === null ? (
      <div className="banner" aria-hidden="true">
        <p className="slow">The API is slow to answer; still waiting.</p>
      </div>
    ) : (
      <aside className="banner" aria-label="Mode and data">
        <p>
          {failure.preparing
            ? "The first forecasts are being prepared."
            : `Whether the numbers here are live cannot be told just now: ${failure.reason}. Asking again by itself.`}
        </p>
      </aside>
    );
  }
  const { document, readAt } = status.data;
  return (
    <PanelBoundary what="The mode and age of the data" of={document}>
      <ModeBanner status={document} readAt={readAt} outage={outageOf({ status, ...documents })} />
    </PanelBoundary>
  );
}
