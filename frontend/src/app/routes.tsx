/** Which page an address shows. Pages link to one another by plain links; each is its own chunk. */
import { type ComponentType, lazy } from "react";

const ROUTES: Readonly<Record<string, ComponentType>> = {
  "/record": lazy(() => import("./RecordPage").then((one) => ({ default: one.RecordPage }))),
  "/history": lazy(() => import("./HistoryPage").then((one) => ({ default: one.HistoryPage }))),
  "/ledger": lazy(() => import("./LedgerPage").then((one) => ({ default: one.LedgerPage }))),
  "/models": lazy(() => import("./ModelsPage").then((one) => ({ default: one.ModelsPage }))),
  "/method": lazy(() => import("./MethodPage").then((one) => ({ default: one.MethodPage }))),
  "/terms": lazy(() => import("./LegalPages").then((one) => ({ default: one.TermsPage }))),
  "/privacy": lazy(() => import("./LegalPages").then((one) => ({ default: one.PrivacyPage }))),
  "/imprint": lazy(() => import("./LegalPages").then((one) => ({ default: one.ImprintPage }))),
  "/developers": lazy(() =>
    import("./DevelopersPage").then((one) => ({ default: one.DevelopersPage })),
  ),
  "/status": lazy(() => import("./StatusPage").then((one) => ({ default: one.StatusPage }))),
};

/** The page at a path; null where there is none of its own: the forecasts stand there. */
export function routeOf(path: string): ComponentType | null {
  return ROUTES[path] ?? null;
}
