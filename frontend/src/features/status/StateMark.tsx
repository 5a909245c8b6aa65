import { type State, stateWord } from "./statusWords";

/** Each state has a shape of its own: a disc, a half, a triangle, a cross, an empty ring. */
export function StateMark({ state }: { state: State }) {
  return (
    <svg className={`mark mark--${state}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden>
      {state === "down" ? (
        <path d="M3.5 3.5l9 9m0-9l-9 9" fill="none" strokeWidth="2.5" strokeLinecap="round" />
      ) : state === "failing" ? (
        <path d="M8 1.75l6.5 12h-13z" stroke="none" />
      ) : (
        <>
          <circle cx="8" cy="8" r="5.75" fill="none" strokeWidth="1.75" />
          {state === "ok" ? <circle cx="8" cy="8" r="6" stroke="none" /> : null}
          {state === "degraded" ? <path d="M8 2.25a5.75 5.75 0 0 1 0 11.5z" stroke="none" /> : null}
        </>
      )}
    </svg>
  );
}

/** The mark with its word, or another one. */
export function StateText({ state, word = stateWord(state) }: { state: State; word?: string }) {
  return (
    <span className="state">
      <StateMark state={state} />
      {word}
    </span>
  );
}
