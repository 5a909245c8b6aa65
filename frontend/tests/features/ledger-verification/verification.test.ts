import { describe, expect, it } from "vitest";
import { KEY_PATH } from "../../../src/api/ledgerFiles";
import { tampered } from "../../../src/features/ledger-verification/tampering";
import {
  FINDINGS_SHOWN_MAX,
  verification,
} from "../../../src/features/ledger-verification/verification";
import { reading, SAMPLE } from "../../fixtures/ledger";

const NOTHING = () => undefined;
const published = (files: Record<string, string> = {}) =>
  reading({ [KEY_PATH]: btoa(SAMPLE.key), ...files });

describe("the reader's verification", () => {
  it("says in one sentence that the whole record holds", async () => {
    const outcome = await verification({ kind: "record" }, published(), NOTHING);
    expect(outcome.verdict).toBe("holds");
    expect(outcome.sentence).toContain("All 285 entries hold");
    expect(outcome.details[0]).toBe("1 promotion, 274 missed, 4 schedules, 6 forecasts");
  });

  it("says when the forecast on screen was issued", async () => {
    const task = { kind: "forecast", id: "24h-20250704T18Z" } as const;
    const { sentence } = await verification(task, published(), NOTHING);
    expect(sentence).toMatch(
      /^24h-20250704T18Z is on record: entry 280 of 285 signed ones, issued 63 s/,
    );
  });

  it("says what was done to a record, in few lines", async () => {
    const { files, name } = SAMPLE.tampered.find((one) => one.name === "dropped") ?? {};
    const outcome = await verification({ kind: "record" }, published(files), NOTHING);
    expect(outcome.sentence).toBe(`The record does not hold: ${name}.`);
    expect(outcome.details.length).toBeLessThanOrEqual(FINDINGS_SHOWN_MAX + 1);
  });

  it("notices the digit that it changed itself", async () => {
    const outcome = await verification({ kind: "tampered" }, published(), NOTHING);
    expect(outcome.verdict).toBe("broken");
    expect(outcome.sentence).toBe("The record does not hold: changed.");
    expect(outcome.details).toEqual(["changed: entry 255: it is not the entry that was signed"]);
  });

  it("changes one byte and not the file it read", async () => {
    const path = "tile/entries/000";
    const original = (await reading()(path)) ?? new Uint8Array();
    const before = [...original];
    const changed = (await tampered(async () => original)(path)) ?? new Uint8Array();
    expect([...original]).toEqual(before);
    expect(before.filter((byte, i) => byte !== changed[i])).toHaveLength(1);
  });

  it.each([
    [KEY_PATH, "publishes no key"],
    ["checkpoint", "publishes no checkpoint yet"],
  ])("is not made without %s, which is said", async (missing, said) => {
    const all = published();
    const read = async (path: string) => (path === missing ? null : all(path));
    const outcome = await verification({ kind: "record" }, read, NOTHING);
    expect(outcome).toMatchObject({ verdict: "unchecked" });
    expect(outcome.sentence).toContain(said);
  });
});
