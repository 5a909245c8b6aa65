/** The pages that are words alone, for readers without scripts; staticPages.ts draws them. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { ImprintPage, PrivacyPage, TermsPage } from "../src/app/LegalPages";
import { MethodPage } from "../src/app/MethodPage";

/** Name of each page's file, and of its path. */
export const STATIC_PAGES: Readonly<Record<string, ComponentType>> = {
  terms: TermsPage,
  privacy: PrivacyPage,
  imprint: ImprintPage,
  method: MethodPage,
};

/** A page as HTML, with nothing of what the API would say. */
export function drawn(name: string): string {
  const Page = STATIC_PAGES[name];
  if (Page === undefined) throw new Error(`there is no static page ${name}`);
  Object.assign(globalThis, { window: { location: { pathname: `/${name}` } } });
  try {
    return renderToStaticMarkup(
      <QueryClientProvider client={new QueryClient()}>
        <Page />
      </QueryClientProvider>,
    );
  } finally {
    Reflect.deleteProperty(globalThis, "window");
  }
}
