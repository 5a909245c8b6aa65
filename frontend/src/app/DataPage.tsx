import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import type { Dated } from "../api/client";
import type { StatusDocument } from "../api/documents";
import { PanelBoundary } from "../components/PanelBoundary";
import { useFirstLoadFailure } from "../components/useFirstLoadFailure";
import { ModeBanner } from "../features/mode-banner/ModeBanner";
import type { PageName } from "../reports/pending";
import { viewed } from "../reports/visit";
import { FirstLoadPanel } from "./FirstLoadPanel";
import { PageFrame } from "./PageFrame";
import { outageOf } from "./reachability";

interface Props {
  name: PageName;
  /** What the tab says; none where the page itself sets it. */
  title?: string;
  /** Names what is missing when nothing can be read: "The ledger". */
  what: string;
  status: UseQueryResult<Dated<StatusDocument>>;
  /** False where the page says mode and age in words of its own. */
  hasBanner?: boolean;
  /** The other documents: while one cannot be read again, the banner says so. */
  documents?: Readonly<Record<string, UseQueryResult>>;
  /** What stands under the failure of a first load: it needs no API. */
  withoutData?: ReactNode;
  /** The parts; the status is null until it has been read. */
  children: (status: Dated<StatusDocument> | null) => ReactNode;
}

/** A page of what the API says: mode and age of the data first, or why there are none. */
export function DataPage(props: Props) {
  const { name, title, what, status, documents = {}, withoutData, children } = props;
  const { hasBanner = true } = props;
  const failure = useFirstLoadFailure(status);
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Candor`;
    viewed(name);
  }, [name, title]);
  return (
    <PageFrame>
      {failure !== null ? (
        <>
          <FirstLoadPanel failure={failure} onRetry={() => void status.refetch()} what={what} />
          {withoutData}
        </>
      ) : (
        <>
          {hasBanner ? <Banner status={status} documents={documents} /> : null}
          {children(status.data ?? null)}
        </>
      )}
    </PageFrame>
  );
}

function Banner({ status, documents }: Required<Pick<Props, "status" | "documents">>) {
  if (status.data === undefined) {
    return (
      <div className="banner" aria-hidden="true">
        <p className="slow">The API is slow to answer; still waiting.</p>
      </div>
    );
  }
  const { document, readAt } = status.data;
  return (
    <PanelBoundary what="The mode and age of the data" of={document}>
      <ModeBanner status={document} readAt={readAt} outage={outageOf({ status, ...documents })} />
    </PanelBoundary>
  );
}
