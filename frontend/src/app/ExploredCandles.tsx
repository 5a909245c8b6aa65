import type { ComponentProps } from "react";
import { ExplorerDialog } from "../features/explorer/ExplorerDialog";
import { useCandleHistory } from "./useCandleHistory";

type Props = Omit<ComponentProps<typeof ExplorerDialog>, "older">;

/** The explorer with its own documents; a chunk of its own, for those who ask for it. */
export function ExploredCandles({ candles: newest, ...shown }: Props) {
  const { candles, older } = useCandleHistory(newest);
  return <ExplorerDialog {...shown} candles={candles} older={older} />;
}
