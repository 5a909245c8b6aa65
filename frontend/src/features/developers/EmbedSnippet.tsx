import { useState } from "react";
import { CodeBlock } from "../../components/CodeBlock";
import { Picture } from "../../components/Picture";
import { HORIZON_FACTS, HORIZONS } from "../../domain/horizon";
import {
  embedPath,
  embedTitle,
  FORMS,
  FRAME_HEIGHT,
  snippetOf,
  THEMES,
  type Wish,
} from "./embedSnippet";

const PREVIEW_WIDTH = 720;
const FORM_NAMES = { frame: "Frame, stays fresh", picture: "Picture" } as const;
const THEME_NAMES = { auto: "As the reader’s", light: "Light", dark: "Dark" } as const;

interface Props {
  site: string;
  /** Tells an image service that its copy is of an older forecast; null while none is known. */
  forecastId: string | null;
}

/** The forecast for another site: choose, see it, take the snippet. */
export function EmbedSnippet({ site, forecastId }: Props) {
  const [wish, set] = useState<Wish>({ horizon: "24h", theme: "auto", form: "frame" });
  const [shown, show] = useState(false);
  return (
    <div className="embed-snippet">
      <div className="embed-snippet__choices">
        <Choice
          legend="Form"
          options={FORMS}
          chosen={wish.form}
          nameOf={(one) => FORM_NAMES[one]}
          onChoose={(form) => set({ ...wish, form })}
        />
        <Choice
          legend="Horizon"
          options={HORIZONS}
          chosen={wish.horizon}
          nameOf={(one) => HORIZON_FACTS[one].label}
          onChoose={(horizon) => set({ ...wish, horizon })}
        />
        <Choice
          legend="Theme"
          options={wish.form === "frame" ? THEMES : THEMES.slice(1)}
          chosen={wish.form === "picture" && wish.theme === "auto" ? "light" : wish.theme}
          nameOf={(one) => THEME_NAMES[one]}
          onChoose={(theme) => set({ ...wish, theme })}
        />
      </div>
      <CodeBlock text={snippetOf(wish, site)} what="the snippet" />
      {shown ? (
        <Preview wish={wish} site={site} forecastId={forecastId} />
      ) : (
        <button type="button" className="embed-snippet__show" onClick={() => show(true)}>
          Show how it looks
        </button>
      )}
    </div>
  );
}

function Preview({ wish, site, forecastId }: Props & { wish: Wish }) {
  const source = `${site}${embedPath(wish)}`;
  return wish.form === "frame" ? (
    <iframe
      key={source}
      src={source}
      title={`Preview: ${embedTitle(wish)}`}
      height={FRAME_HEIGHT}
      loading="lazy"
    />
  ) : (
    <Picture
      key={source}
      src={source}
      of={forecastId}
      alt={`Preview: ${embedTitle(wish)}`}
      width={PREVIEW_WIDTH}
      missing="The picture does not come just now. The snippet is right all the same."
    />
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  options: readonly T[];
  chosen: T;
  nameOf: (option: T) => string;
  onChoose: (option: T) => void;
}

function Choice<T extends string>({ legend, options, chosen, nameOf, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {options.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={`embed-${legend}`}
            checked={one === chosen}
            onChange={() => onChoose(one)}
          />
          {nameOf(one)}
        </label>
      ))}
    </fieldset>
  );
}
