import { useEffect, useRef, useState } from "react";
import type { Outcome, Task } from "./verification";
import type { Message } from "./verifier.worker";

export interface Run {
  task: Task;
  done: number;
  of: number;
  /** Null while it runs. */
  outcome: Outcome | null;
}

/** The last verification, and how to start another; a new one ends the one before. */
export function useVerifier(): [Run | null, (task: Task) => void] {
  const [run, setRun] = useState<Run | null>(null);
  const worker = useRef<Worker | null>(null);
  useEffect(() => () => worker.current?.terminate(), []);

  function start(task: Task) {
    worker.current?.terminate();
    const started = new Worker(new URL("./verifier.worker.ts", import.meta.url), {
      type: "module",
    });
    worker.current = started;
    const base: Run = { task, done: 0, of: 0, outcome: null };
    setRun(base);
    const end = (outcome: Outcome) => {
      started.terminate();
      setRun({ ...base, outcome });
    };
    started.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === "outcome") end(data.outcome);
      else setRun({ ...base, done: data.done, of: data.of });
    };
    started.onerror = () => {
      const sentence = "Could not be checked: this browser did not start the verifier.";
      end({ verdict: "unchecked", sentence, details: [] });
    };
    started.postMessage(task);
  }
  return [run, start];
}
