import { useState } from "react";
import { DevelopersView } from "../features/developers/DevelopersView";
import { PageFrame } from "./PageFrame";
import { useNewestForecast } from "./useNewestForecast";
import { usePageHead } from "./usePageHead";

/** The API, for those who write programs. */
export function DevelopersPage() {
  usePageHead(
    "developers",
    "API",
    "Candor's open API of Bitcoin forecasts: try it, examples in curl, Python and TypeScript, limits, embedding.",
  );
  const newest = useNewestForecast();
  // The newest moves on; what a reader is trying does not.
  const [forecastId, keep] = useState<string | null>(null);
  if (forecastId === null && newest !== null) keep(newest.id);
  return (
    <PageFrame>
      <DevelopersView forecastId={forecastId} />
    </PageFrame>
  );
}
