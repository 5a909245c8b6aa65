import { useState } from "react";
import type { Forecast } from "../api/documents";
import { PanelBoundary } from "../components/PanelBoundary";
import { MINUTE_MS } from "../domain/units";
import { DevelopersView } from "../features/developers/DevelopersView";
import { DataBanner } from "./DataBanner";
import { PageFrame } from "./PageFrame";
import { useStatus } from "./useDocuments";
import { useNewestForecast } from "./useNewestForecast";
import { usePageHead } from "./usePageHead";

/** The API, for those who write programs. */
export function DevelopersPage() {
  usePageHead(
    "developers",
    "API",
    "Candor's open API of Bitcoin forecasts: try it, examples in curl, Python and TypeScript, limits, embedding.",
  );
  const status = useStatus(MINUTE_MS);
  const newest = useNewestForecast();
  // The newest moves on; what a reader is trying does not.
  const [forecast, keep] = useState<Forecast | null>(null);
  if (forecast === null && newest !== null) keep(newest);
  return (
    <PageFrame>
      <DataBanner status={status} documents={{}} />
      <PanelBoundary what="What there is to the API">
        <DevelopersView forecast={forecast} />
      </PanelBoundary>
    </PageFrame>
  );
}
