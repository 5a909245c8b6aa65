import type { ReactNode } from "react";
import { environmentNotice } from "./environmentNotice";
import { PageFooter } from "./PageFooter";
import { PageNavigation } from "./PageNavigation";
import { useVersion } from "./useDocuments";

/** What stands around every page: whose it is, which environment, where else to look. */
export function PageFrame({ children }: { children: ReactNode }) {
  const { data: version } = useVersion();
  const notice = environmentNotice(import.meta.env.VITE_CANDOR_ENV, version?.environment);
  return (
    <div className="page">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="page-header">
        <a className="wordmark" href="/">
          Candor
        </a>
        <p className="page-header__claim">Bitcoin forecasts that keep their own score</p>
        <PageNavigation />
      </header>
      {notice === null ? null : (
        <p className="notice" role="note">
          {notice}
        </p>
      )}
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <PageFooter />
    </div>
  );
}
