/**
 * Keeps a keyboard's place while the script draws anew what arrived as HTML.
 *
 * Returns what to call once it is drawn: the focus goes to what says and does the same, and the
 * page stays where its reader has scrolled it to.
 */
export function keepFocus(root: HTMLElement): () => void {
  const { activeElement } = root.ownerDocument;
  let last = root.contains(activeElement) ? activeElement : null;
  const note = ({ target }: FocusEvent) => {
    last = target as Element;
  };
  // What is taken out of the page loses the focus too, and is gone a moment later.
  const forget = ({ target }: FocusEvent) =>
    setTimeout(() => {
      if (last?.isConnected && last === target) last = null;
    });
  root.addEventListener("focusin", note);
  root.addEventListener("focusout", forget);
  return () => {
    root.removeEventListener("focusin", note);
    root.removeEventListener("focusout", forget);
    if (last !== null && !last.isConnected) counterpart(root, last)?.focus({ preventScroll: true });
  };
}

function counterpart(root: HTMLElement, gone: Element): HTMLElement | undefined {
  const like = [...root.querySelectorAll<HTMLElement>(gone.localName)];
  if (gone.id !== "") return like.find((one) => one.id === gone.id);
  return like.find(
    (one) =>
      one.textContent === gone.textContent &&
      one.getAttribute("href") === gone.getAttribute("href"),
  );
}
