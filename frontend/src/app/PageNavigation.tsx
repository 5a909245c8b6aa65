/** The pages in the order in which they are read. */
const PAGES = [
  ["/", "Forecast"],
  ["/record", "Track record"],
  ["/history", "History"],
  ["/ledger", "Ledger"],
  ["/models", "Models"],
  ["/status", "Status"],
  ["/method", "Method"],
  ["/developers", "API"],
] as const;

/** Where else to look; the page one is on is marked, for screen readers too. */
export function PageNavigation() {
  const here = window.location.pathname;
  return (
    <nav className="page-navigation" aria-label="Pages">
      <ul>
        {PAGES.map(([path, name]) => (
          <li key={path}>
            <a href={path} aria-current={path === here ? "page" : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
