import { useId, useState } from "react";
import type { Price } from "../../domain/units";
import { wholeDollars } from "../../lib/formatPrice";
import { levelOf } from "./levelWords";

interface Props {
  level: Price;
  range: readonly [Price, Price];
  step: number;
  /** What the forecast says of the level, for those who move it without seeing the picture. */
  said: string;
  onChange: (level: Price) => void;
}

/** The level, to be typed or dragged. */
export function LevelInput({ level, range, step, said, onChange }: Props) {
  const field = useId();
  const problem = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const isBad = draft !== null && levelOf(draft) === null;
  return (
    <div className="levels__input">
      <label htmlFor={field}>Your price in US dollars</label>
      <input
        id={field}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={draft ?? wholeDollars(level)}
        aria-invalid={isBad}
        aria-describedby={isBad ? problem : undefined}
        onChange={({ target }) => {
          setDraft(target.value);
          const typed = levelOf(target.value);
          if (typed !== null) onChange(typed);
        }}
        onBlur={() => setDraft(null)}
      />
      <input
        type="range"
        aria-label="Your price"
        aria-valuetext={`${wholeDollars(level)}: ${said}`}
        min={range[0]}
        max={range[1]}
        step={step}
        value={Math.min(range[1], Math.max(range[0], level))}
        onChange={({ target }) => {
          setDraft(null);
          onChange(Number(target.value) as Price);
        }}
      />
      <p id={problem} className="levels__problem" role="status">
        {isBad ? "Type a price in digits, above $0 and below a billion, such as 61000." : null}
      </p>
    </div>
  );
}
