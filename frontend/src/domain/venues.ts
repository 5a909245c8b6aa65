/** Whether those who tell the candles answer. */
import type { StatusDocument } from "../api/documents";

/** How the status names a venue among the outside parts. */
const VENUE = "venue ";

/** Whether an outside part is a venue: a few of them may be missing without harm. */
export function isVenue({ name }: { name: string }): boolean {
  return name.startsWith(VENUE);
}

/** The venues for whose answer a world without any candle waits; none once there is one. */
export function awaitedVenues({ data_as_of, dependencies }: StatusDocument): string[] {
  if (data_as_of !== null) return [];
  return dependencies
    .filter((part) => isVenue(part) && !part.ok)
    .map(({ name }) => name.slice(VENUE.length));
}
