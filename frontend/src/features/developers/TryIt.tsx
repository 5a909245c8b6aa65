import { type FormEvent, useId, useState } from "react";
import { ask, type RawAnswer, urlOf } from "../../api/ask";
import { CodeBlock } from "../../components/CodeBlock";
import { SteadyButton } from "../../components/SteadyButton";
import { Answer } from "./Answer";
import type { Endpoint, Field } from "./endpoints";
import { endpoints } from "./endpoints";
import { curlOf, lacking, pathOf } from "./requests";

type Outcome = { answer: RawAnswer } | { failure: string } | "asking" | null;

/** Ask the API itself: choose a document, fill in what it takes, and see all that comes back. */
export function TryIt({ forecastId, level }: { forecastId: string | null; level: string }) {
  const all = endpoints(forecastId, level);
  const [at, choose] = useState(0);
  const [typed, type] = useState<Record<string, string>>({});
  const [outcome, tell] = useState<Outcome>(null);
  const id = useId();
  const endpoint = all[at] ?? (all[0] as Endpoint);
  const values = Object.fromEntries(
    Object.entries(endpoint.fields).map(([name, field]) => [name, typed[name] ?? field.value]),
  );
  const path = pathOf(endpoint, values);
  const missing = lacking(endpoint, values);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    tell("asking");
    try {
      tell({ answer: await ask(path) });
    } catch (failure) {
      tell({ failure: failure instanceof Error ? failure.message : "It could not be asked." });
    }
  };
  const chooseAt = (index: number) => {
    choose(index);
    type({});
    tell(null);
  };
  return (
    <div className="try-it">
      <form onSubmit={(event) => void send(event)}>
        <label htmlFor={id}>Document</label>
        <select id={id} value={at} onChange={(event) => chooseAt(Number(event.target.value))}>
          {all.map((one, index) => (
            <option key={one.path} value={index}>
              {one.path}
            </option>
          ))}
        </select>
        <p className="quiet">{endpoint.says}.</p>
        {Object.entries(endpoint.fields).map(([name, field]) => (
          <Input
            key={name}
            name={name}
            field={field}
            value={values[name] ?? ""}
            onType={(value) => type({ ...typed, [name]: value })}
          />
        ))}
        <SteadyButton type="submit" off={missing.length > 0 || outcome === "asking"}>
          {outcome === "asking" ? "Asking …" : "Send"}
        </SteadyButton>
        {missing.length === 0 ? null : (
          <p className="quiet">Fill in {missing.join(" and ")} first.</p>
        )}
      </form>
      <div className="try-it__result">
        <CodeBlock text={curlOf(urlOf(path))} what="the request as curl" />
        <Shown outcome={outcome} />
      </div>
    </div>
  );
}

function Shown({ outcome }: { outcome: Outcome }) {
  if (outcome === null) {
    return <p className="quiet">The answer will stand here, with its headers and its time.</p>;
  }
  if (outcome === "asking") return <p role="status">Asking …</p>;
  if ("failure" in outcome) {
    return (
      <p className="notice" role="alert">
        {outcome.failure}
      </p>
    );
  }
  return <Answer answer={outcome.answer} />;
}

interface InputProps {
  name: string;
  field: Field;
  value: string;
  onType: (value: string) => void;
}

function Input({ name, field, value, onType }: InputProps) {
  const id = useId();
  return (
    <div className="try-it__field">
      <label htmlFor={id}>
        <code>{name}</code> {field.required ? null : <span className="quiet">optional</span>}
      </label>
      {field.choices === undefined ? (
        <input
          id={id}
          value={value}
          aria-describedby={`${id}-hint`}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onType(event.target.value)}
        />
      ) : (
        <select
          id={id}
          value={value}
          aria-describedby={`${id}-hint`}
          onChange={(event) => onType(event.target.value)}
        >
          {field.required ? null : <option value="">–</option>}
          {field.choices.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      )}
      <span id={`${id}-hint`} className="quiet">
        {field.hint}
      </span>
    </div>
  );
}
