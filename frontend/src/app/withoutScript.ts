/** What stands in the place of the page's script where its file does not come. */
const SAID =
  '<p class="notice" role="alert">The rest of this page did not come: it may have been replaced by a newer version, or the connection failed. <a href="">Load the page again</a>.</p>';

/** Shows what readers without scripts are shown, in the place that would wait for ever, if any. */
export function doWithout(page: Document): void {
  const place = page.querySelector("#root .skeleton");
  // Where scripts may run, a browser keeps what is for others as text.
  const others = page.querySelector("#root noscript")?.textContent ?? "";
  if (place === null) {
    page.querySelector("#root main")?.insertAdjacentHTML("beforeend", `${SAID}${others}`);
    return;
  }
  place.insertAdjacentHTML("beforebegin", `${SAID}${others}`);
  place.remove();
}
