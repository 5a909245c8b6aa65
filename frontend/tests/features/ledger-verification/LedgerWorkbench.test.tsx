// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LedgerWorkbench } from "../../../src/features/ledger-verification/LedgerWorkbench";
import { useVerifier } from "../../../src/features/ledger-verification/useVerifier";
import type { Message } from "../../../src/features/ledger-verification/verifier.worker";

class WorkerInMemory {
  static last: WorkerInMemory;
  onmessage: ((event: { data: Message }) => void) | null = null;
  onerror: (() => void) | null = null;
  postMessage = vi.fn();
  terminate = vi.fn();
  constructor() {
    WorkerInMemory.last = this;
  }
  say(data: Message) {
    act(() => this.onmessage?.({ data }));
  }
}

beforeEach(() => vi.stubGlobal("Worker", WorkerInMemory));
afterEach(cleanup);

function Bench({ forecastId }: { forecastId: string | null }) {
  return <LedgerWorkbench verifier={useVerifier()} forecastId={forecastId} />;
}

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

it("shows how far it has come, and what came of it", async () => {
  render(<Bench forecastId={null} />);
  await press("Verify all in my browser");
  const worker = WorkerInMemory.last;
  expect(worker.postMessage).toHaveBeenCalledWith({ kind: "record" });
  worker.say({ kind: "progress", done: 256, of: 1285 });
  expect(screen.getByText("256 of 1,285 entries …")).toBeDefined();
  worker.say({
    kind: "outcome",
    outcome: { verdict: "holds", sentence: "All hold.", details: ["root 00"] },
  });
  expect(screen.getByText("All hold.").dataset["verdict"]).toBe("holds");
  expect(worker.terminate).toHaveBeenCalled();
});

it("keeps a keyboard's place while it runs, and starts no other run", async () => {
  render(<Bench forecastId="1h-20250704T19Z" />);
  const button = screen.getByRole("button", { name: "Verify this one" });
  await userEvent.type(screen.getByRole("textbox"), "{Enter}");
  const first = WorkerInMemory.last;
  button.focus();
  await userEvent.keyboard("{Enter}");
  expect(document.activeElement).toBe(button);
  expect(WorkerInMemory.last).toBe(first);
});

it("offers the forecast that it was given", async () => {
  render(<Bench forecastId="1h-20250704T19Z" />);
  await press("Verify this one");
  const asked = WorkerInMemory.last.postMessage.mock.calls[0]?.[0];
  expect(asked).toEqual({ kind: "forecast", id: "1h-20250704T19Z" });
});

it("says of what it changed itself that it was noticed", async () => {
  render(<Bench forecastId={null} />);
  await press("Do it and verify");
  WorkerInMemory.last.say({
    kind: "outcome",
    outcome: { verdict: "broken", sentence: "The record does not hold: changed.", details: [] },
  });
  expect(screen.getByText(/^Noticed. One digit was changed in this browser/)).toBeDefined();
});

it("says when the browser does not start the verifier", async () => {
  render(<Bench forecastId={null} />);
  await press("Verify all in my browser");
  act(() => WorkerInMemory.last.onerror?.());
  expect(screen.getByText(/did not start the verifier/)).toBeDefined();
});

it("links to the key and to the script", () => {
  render(<Bench forecastId={null} />);
  const targets = screen.getAllByRole("link").map((link) => link.getAttribute("href"));
  expect(targets).toEqual(["/verify.py", "/api/v1/ledger/key"]);
});
