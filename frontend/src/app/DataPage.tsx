import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Dated } from "../api/client";
import type { StatusDocument } from "../api/documents";
import { useFirstLoadFailure } from "../components/useFirstLoadFailure";
import type { PageName } from "../reports/pending";
import { DataBanner } from "./DataBanner";
import { FirstLoadPanel } from "./FirstLoadPanel";
import { PageFrame } from "./PageFrame";
import { usePageHead } from "./usePageHead";

interface Props {
  name: PageName;
  /** What the tab says, and whoever links here; neither where the arriving HTML and the page do. */
  title?: string;
  description?: string;
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
  const { name, title, description, what, status, withoutData, children } = props;
  const { documents = {}, hasBanner = true } = props;
  const failure = useFirstLoadFailure(status);
  usePageHead(name, title, description);
  return (
    <PageFrame>
      {failure !== null ? (
        <>
          <FirstLoadPanel failure={failure} onRetry={() => void status.refetch()} what={what} />
          {withoutData}
        </>
      ) : (
        <>
          {hasBanner ? <DataBanner status={status} documents={documents} /> : null}
          {children(status.data ?? null)}
        </>
      )}
    </PageFrame>
  );
}
