/** Which page an address shows. Pages link to one another by plain links; each is its own chunk. */
import type { ComponentType } from "react";
import { lazyPart } from "../components/lazyPart";

const ROUTES: Readonly<Record<string, ComponentType>> = {
  "/record": lazyPart(() => import("./RecordPage").then((one) => one.RecordPage)),
  "/history": lazyPart(() => import("./HistoryPage").then((one) => one.HistoryPage)),
  "/ledger": lazyPart(() => import("./LedgerPage").then((one) => one.LedgerPage)),
  "/models": lazyPart(() => import("./ModelsPage").then((one) => one.ModelsPage)),
  "/status": lazyPart(() => import("./StatusPage").then((one) => one.StatusPage)),
};

/** The page at a path; null where there is none of its own: the forecasts stand there. */
export function routeOf(path: string): ComponentType | null {
  return ROUTES[path] ?? null;
}
