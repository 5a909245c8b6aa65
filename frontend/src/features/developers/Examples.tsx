import { useState } from "react";
import { CodeBlock } from "../../components/CodeBlock";
import { EXAMPLES, LANGUAGES, type Language, textOf } from "./examples";

/** Whole tasks, in the reader's language. */
export function Examples({ site, level }: { site: string; level: string }) {
  const [language, choose] = useState<Language>("curl");
  return (
    <>
      <fieldset className="choices">
        <legend className="visually-hidden">Language of the examples</legend>
        {LANGUAGES.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="language"
              checked={one === language}
              onChange={() => choose(one)}
            />
            {one}
          </label>
        ))}
      </fieldset>
      {EXAMPLES.map((example) => (
        <section key={example.title} className="example">
          <h3>{example.title}</h3>
          {example.note === undefined ? null : <p className="quiet">{example.note}</p>}
          <CodeBlock
            text={textOf(example, language, { site, level })}
            what={`the example: ${example.title}`}
          />
        </section>
      ))}
    </>
  );
}
