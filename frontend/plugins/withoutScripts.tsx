/** The pages that are words alone, for readers without scripts; staticPages.ts writes them. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { ImprintPage, PrivacyPage, TermsPage } from "../src/app/LegalPages";
import { MethodPage } from "../src/app/MethodPage";
import { NotFoundPage } from "../src/app/NotFoundPage";
import * as heads from "../src/app/staticHeads";

interface StaticPage {
  Page: ComponentType;
  head: heads.PageHead;
}

/** By the name of each page's file, and of its path; Vercel answers with 404.html where nothing is. */
export const STATIC_PAGES: Readonly<Record<string, StaticPage>> = {
  terms: { Page: TermsPage, head: heads.TERMS },
  privacy: { Page: PrivacyPage, head: heads.PRIVACY },
  imprint: { Page: ImprintPage, head: heads.IMPRINT },
  method: { Page: MethodPage, head: heads.METHOD },
  404: { Page: NotFoundPage, head: heads.NOT_FOUND },
};

/** A page's head and body as HTML, with nothing of what the API would say. */
export function drawn(name: string): { head: string; body: string } {
  const page = STATIC_PAGES[name];
  if (page === undefined) throw new Error(`there is no static page ${name}`);
  const { Page, head } = page;
  Object.assign(globalThis, { window: { location: { pathname: `/${name}` } } });
  try {
    return {
      head: renderToStaticMarkup(
        <>
          <title>{`${head.title} · Candor`}</title>
          <meta name="description" content={head.description} />
        </>,
      ),
      body: renderToStaticMarkup(
        <QueryClientProvider client={new QueryClient()}>
          <Page />
        </QueryClientProvider>,
      ),
    };
  } finally {
    Reflect.deleteProperty(globalThis, "window");
  }
}
