/**
 * Keeps a keyboard's place while the script draws anew what arrived as HTML.
 *
 * Returns what to call once it is drawn: the focus goes to what says and does the same.
 */
export function keepFocus(root: HTMLElement): () => void {
  const { activeElement } = root.ownerDocument;
  let last = root.contains(activeElement) ? activeElement : null;
  const note = ({ target }: FocusEvent) => {
    last = target as Element;
  };
  root.addEventListener("focusin", note);
  return () => {
    root.removeEventListener("focusin", note);
    if (last !== null && !last.isConnected) counterpart(root, last)?.focus();
  };
}

function counterpart(root: HTMLElement, gone: Element): HTMLElement | undefined {
  const like = [...root.querySelectorAll<HTMLElement>(gone.localName)];
  return like.find(
    (one) =>
      one.textContent === gone.textContent &&
      one.getAttribute("href") === gone.getAttribute("href"),
  );
}
