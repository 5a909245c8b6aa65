/** Offers to load the page anew where a part of it did not come. */

const KEY = "candor.reloaded";
/** A reload that did not help so recently would not help now. */
const RECENT_MS = 60_000;

/** What a reader can do: load the page again, or know that doing so has not helped. */
export function ReloadOffer({ what }: { what: string }) {
  if (hasJustReloaded()) {
    return (
      <p>
        {what} did not come, even after the page was loaded again. The connection or the site has a
        problem; try again later.
      </p>
    );
  }
  return (
    <>
      <p>
        {what} did not come: this page may have been replaced by a newer version since you opened
        it, or the connection failed.
      </p>
      <button type="button" onClick={reload}>
        Load the page again
      </button>
    </>
  );
}

function reload(): void {
  try {
    sessionStorage.setItem(KEY, String(Date.now()));
  } catch {
    // Without storage the offer is made again.
  }
  window.location.reload();
}

function hasJustReloaded(): boolean {
  try {
    const at = Number(sessionStorage.getItem(KEY) ?? 0);
    return Date.now() - at < RECENT_MS;
  } catch {
    return false;
  }
}
