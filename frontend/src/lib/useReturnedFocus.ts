import { useEffect, useState } from "react";

/** Gives the focus back to what opened a part, where it would be lost with the part. */
export function useReturnedFocus(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // Whoever has moved on stays there.
      if (document.activeElement !== document.body) return;
      if (opener instanceof HTMLElement || opener instanceof SVGElement) opener.focus();
    },
    [opener],
  );
}
