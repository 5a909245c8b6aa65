import { useCallback, useEffect, useState } from "react";
import { type Horizon, horizonOf } from "../domain/horizon";

/** The horizon in the address (`?horizon=24h`), so that a link shows what its sender saw. */
export function useChosenHorizon(): [Horizon, (horizon: Horizon) => void] {
  const [chosen, setChosen] = useState(() => horizonOf(window.location.search));
  useEffect(() => {
    const follow = () => setChosen(horizonOf(window.location.search));
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);
  const choose = useCallback((horizon: Horizon) => {
    const address = new URL(window.location.href);
    address.searchParams.set("horizon", horizon);
    window.history.replaceState(null, "", address);
    setChosen(horizon);
  }, []);
  return [chosen, choose];
}
