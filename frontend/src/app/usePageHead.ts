import { useEffect } from "react";
import type { PageName } from "../reports/pending";
import { viewed } from "../reports/visit";

/** Title and description of a page in the browser and for whoever links to it; its view is counted. */
export function usePageHead(page: PageName, title: string, description: string): void {
  useEffect(() => {
    document.title = `${title} · Candor`;
    document.querySelector('meta[name="description"]')?.setAttribute("content", description);
    viewed(page);
  }, [page, title, description]);
}
