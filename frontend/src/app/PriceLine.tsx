import type { Dated } from "../api/client";
import type { StatusDocument } from "../api/documents";
import { PriceNow } from "../features/price/PriceNow";
import { usePrice } from "./useDocuments";

/** The newest price; nothing where it cannot be read: the forecast has its own. */
export function PriceLine({ status }: { status: Dated<StatusDocument> }) {
  const { data: price } = usePrice();
  return price ? (
    <PriceNow document={price} clock={status.document.clock} readAt={status.readAt} />
  ) : null;
}
