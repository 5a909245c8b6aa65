/** Which page an address shows. Pages link to one another by plain links; each is its own chunk. */
import type { ComponentType } from "react";
import { lazyPart } from "../components/lazyPart";
import { Page as ForecastPage } from "./Page";

const ROUTES: Readonly<Record<string, ComponentType>> = {
  "/record": lazyPart(() => import("./RecordPage").then((one) => one.RecordPage)),
  "/history": lazyPart(() => import("./HistoryPage").then((one) => one.HistoryPage)),
  "/ledger": lazyPart(() => import("./LedgerPage").then((one) => one.LedgerPage)),
  "/models": lazyPart(() => import("./ModelsPage").then((one) => one.ModelsPage)),
  "/method": lazyPart(() => import("./MethodPage").then((one) => one.MethodPage)),
  "/terms": lazyPart(() => import("./LegalPages").then((one) => one.TermsPage)),
  "/privacy": lazyPart(() => import("./LegalPages").then((one) => one.PrivacyPage)),
  "/imprint": lazyPart(() => import("./LegalPages").then((one) => one.ImprintPage)),
  "/developers": lazyPart(() => import("./DevelopersPage").then((one) => one.DevelopersPage)),
  "/status": lazyPart(() => import("./StatusPage").then((one) => one.StatusPage)),
};
const NotFoundPage = lazyPart(() => import("./NotFoundPage").then((one) => one.NotFoundPage));

/** The page at a path; the one at "/" comes with the first script. */
export function routeOf(path: string): ComponentType {
  return path === "/" ? ForecastPage : (ROUTES[path] ?? NotFoundPage);
}
