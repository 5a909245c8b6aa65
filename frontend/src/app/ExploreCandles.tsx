import { type ComponentProps, Suspense, useState } from "react";
import { lazyPart } from "../components/lazyPart";
import { PanelBoundary } from "../components/PanelBoundary";

const ExploredCandles = lazyPart(() =>
  import("./ExploredCandles").then((one) => one.ExploredCandles),
);

type Props = Omit<ComponentProps<typeof ExploredCandles>, "onClose">;

/** The way to the candles in a window of their own. */
export function ExploreCandles(props: Props) {
  const [isOpen, open] = useState(false);
  return (
    <>
      <button type="button" className="explore" aria-haspopup="dialog" onClick={() => open(true)}>
        Explore the candles
      </button>
      {isOpen ? (
        <PanelBoundary what="The candles to explore">
          <Suspense fallback={<span role="status">The chart is on its way</span>}>
            <ExploredCandles {...props} onClose={() => open(false)} />
          </Suspense>
        </PanelBoundary>
      ) : null}
    </>
  );
}
