import { type RefObject, useEffect, useRef, useState } from "react";

/** Half a screen ahead: what is asked for then is mostly there when it comes into sight. */
const AHEAD = "50%";

/** Whether an element is in sight, or was, or nearly is; true where a browser cannot tell. */
export function useNearness<E extends Element>(): [RefObject<E | null>, boolean] {
  const ref = useRef<E>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (isNear || !ref.current) return;
    if (typeof IntersectionObserver === "undefined") {
      setNear(true);
      return;
    }
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some((one) => one.isIntersecting)) setNear(true);
      },
      { rootMargin: AHEAD },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [isNear]);
  return [ref, isNear];
}
