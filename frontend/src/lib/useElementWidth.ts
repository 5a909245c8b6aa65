import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** While styles are on their way a place may be narrower than any margin of a chart. */
const NARROWEST_PX = 160;

/** In CSS pixels, never less than a chart needs; 0 for what is not laid out. */
export function widthOf(element: Element): number {
  const measured = Math.floor(element.getBoundingClientRect().width);
  return measured > 0 ? Math.max(NARROWEST_PX, measured) : 0;
}

/**
 * The width of an element in CSS pixels, kept up to date, and never less than a chart needs;
 * `fallback` until it is laid out.
 */
export function useElementWidth<E extends Element>(
  fallback: number | (() => number),
): [RefObject<E | null>, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(fallback);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const measured = widthOf(element);
      if (measured > 0) setWidth(measured);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
