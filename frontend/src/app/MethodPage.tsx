import { useEffect } from "react";
import { PanelBoundary } from "../components/PanelBoundary";
import { HOUR_MS } from "../domain/units";
import { EXPLAINED } from "../features/method/documents";
import { MethodView } from "../features/method/MethodView";
import { DataBanner } from "./DataBanner";
import { PageFrame } from "./PageFrame";
import { METHOD } from "./staticHeads";
import { useDocuments } from "./useDocuments";
import { usePageHead } from "./usePageHead";
import { useCalibration } from "./useRecord";

/** How forecasts are made, read and scored. */
export function MethodPage() {
  usePageHead("method", METHOD.title, METHOD.description);
  const { status, latest, candles, scores } = useDocuments(EXPLAINED);
  const calibration = useCalibration(EXPLAINED, HOUR_MS);
  const documents = { latest, candles, scores, calibration };
  useAnchor();
  return (
    <PageFrame>
      <DataBanner status={status} documents={documents} />
      <PanelBoundary what="The method">
        <MethodView documents={documents} />
      </PanelBoundary>
    </PageFrame>
  );
}

/** The page is drawn after the browser has looked for the place that its address names. */
function useAnchor(): void {
  useEffect(() => {
    const { hash } = window.location;
    if (hash !== "") document.getElementById(hash.slice(1))?.scrollIntoView();
  }, []);
}
