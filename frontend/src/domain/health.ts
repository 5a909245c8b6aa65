/** How well the product is, as the status tells it. */
import type { StatusDocument } from "../api/documents";

const OF_A_PART = / (is|are) (down|failing)$/;

/** Why the health is degraded, without the parts that are lost: those have words of their own. */
export const troublesOf = ({ degraded_because }: StatusDocument): string[] =>
  degraded_because.filter((reason) => !OF_A_PART.test(reason));

/** Whether a part is lost, so that readers may want to know which. */
export const hasLostPart = ({ operation }: StatusDocument): boolean =>
  operation.state === "down" || operation.state === "failing";
