const PATIENCE_MS = 500;
const PAINTED = "first-contentful-paint";

/**
 * Begins once what arrived as HTML is on screen: only then is it what a reader saw first.
 *
 * At once where nobody looks, and after a moment where the browser does not tell.
 */
export function afterPaint(begin: () => void): void {
  if (document.visibilityState === "hidden") {
    begin();
    return;
  }
  let begun = false;
  const once = () => {
    if (begun) return;
    begun = true;
    begin();
  };
  setTimeout(once, PATIENCE_MS);
  const observer = new PerformanceObserver((list) => {
    if (list.getEntriesByName(PAINTED).length === 0) return;
    observer.disconnect();
    // The first paint may have been of half the HTML.
    requestAnimationFrame(() => setTimeout(once));
  });
  observer.observe({ type: "paint", buffered: true });
}
