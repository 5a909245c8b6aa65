import { SECOND_MS } from "../domain/units";
import { useNow } from "../lib/useNow";
import { useOnline } from "../lib/useOnline";
import { type Outage, outageText } from "./outageWords";

const REFRESH_MS = 15 * SECOND_MS;

/** Says that what is shown is the last known, how old it is, and that it is asked for again. */
export function OutageNotice({ outage }: { outage: Outage }) {
  const isOnline = useOnline();
  return outageText(outage, useNow(REFRESH_MS), isOnline);
}
