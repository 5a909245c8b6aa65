import type { ComponentProps } from "react";

interface Props extends Omit<ComponentProps<"button">, "disabled" | "aria-disabled"> {
  /** Whether pressing it does nothing for now. */
  off: boolean;
}

/** A button that can be reached while it is off, too: a keyboard would lose its place. */
export function SteadyButton({ off, onClick, ...button }: Props) {
  return (
    <button
      type="button"
      {...button}
      aria-disabled={off}
      onClick={(event) => {
        if (off)
          event.preventDefault(); // of a submit button, too
        else onClick?.(event);
      }}
    />
  );
}
