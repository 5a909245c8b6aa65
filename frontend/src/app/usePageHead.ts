import { useEffect } from "react";
import type { PageName } from "../reports/pending";
import { viewed } from "../reports/visit";

/**
 * Title and description of a page, for the browser and whoever links to it; its view is counted,
 * but where it has no name.
 */
export function usePageHead(page: PageName | null, title?: string, description?: string): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Candor`;
    if (description !== undefined) {
      document.querySelector('meta[name="description"]')?.setAttribute("content", description);
    }
    if (page !== null) viewed(page);
  }, [page, title, description]);
}
