/** Which page an address shows. Pages link to one another by plain links; each is its own chunk. */
import { type ComponentType, lazy } from "react";
import { Page } from "./Page";

const ROUTES: Readonly<Record<string, ComponentType>> = {
  "/history": lazy(() => import("./HistoryPage").then((one) => ({ default: one.HistoryPage }))),
  "/ledger": lazy(() => import("./LedgerPage").then((one) => ({ default: one.LedgerPage }))),
  "/status": lazy(() => import("./StatusPage").then((one) => ({ default: one.StatusPage }))),
};

/** The page at a path; the forecasts where no other page is. */
export function routeOf(path: string): ComponentType {
  return ROUTES[path] ?? Page;
}
