/** Verifies beside the page, so that the page does not stand still. */
import { readLedgerFile } from "../../api/ledgerFiles";
import { type Outcome, type Task, verification } from "./verification";

export type Message =
  | { kind: "progress"; done: number; of: number }
  | { kind: "outcome"; outcome: Outcome };

const tell = (message: Message) => globalThis.postMessage(message);

globalThis.onmessage = async ({ data }: MessageEvent<Task>) => {
  const progress = (done: number, of: number) => tell({ kind: "progress", done, of });
  tell({ kind: "outcome", outcome: await verification(data, readLedgerFile, progress) });
};
