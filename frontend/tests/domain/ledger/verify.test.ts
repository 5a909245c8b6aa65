import { describe, expect, it, vi } from "vitest";
import { Broken, findingOf, Unchecked } from "../../../src/domain/ledger/finding";
import { parseKey } from "../../../src/domain/ledger/note";
import { verifyForecast } from "../../../src/domain/ledger/verifyForecast";
import { verifyRecord } from "../../../src/domain/ledger/verifyRecord";
import { bytes, reading, SAMPLE } from "../../fixtures/ledger";

const KEY = parseKey(SAMPLE.key);
const KEPT = [bytes(SAMPLE.kept_checkpoint)];

describe("the whole record", () => {
  it("holds when nothing was done to it", async () => {
    const steps: number[] = [];
    const verdict = await verifyRecord(reading(), KEY, (done) => steps.push(done), KEPT);
    expect(verdict.findings).toEqual([]);
    expect(verdict.checkpoint.size).toBe(SAMPLE.size);
    expect(Object.fromEntries(verdict.counts)).toEqual({
      schedule: 4,
      promotion: 1,
      missed: 274,
      forecast: 6,
    });
    expect(steps).toEqual([256, SAMPLE.size]);
  });

  it.each(SAMPLE.tampered)("is found $name with $done", async ({ name, files }) => {
    const found = await verifyRecord(reading(files), KEY, () => undefined, KEPT).then(
      ({ findings }) => findings[0],
      (error: unknown) => findingOf(error),
    );
    expect(found?.name).toBe(name);
  });

  it("is named missed where a forecast was turned into it, once", async () => {
    const done = "a forecast turned into missed";
    const { files } = SAMPLE.tampered.find((one) => one.done === done) ?? {};
    const { findings } = await verifyRecord(reading(files), KEY);
    expect(findings).toMatchObject([{ name: "back-dated", index: SAMPLE.size - 3 }]);
  });

  it("is not read any further once its signature is bad", async () => {
    const asked: string[] = [];
    const checkpoint = atob(SAMPLE.files["checkpoint"] ?? "").replace(
      /\n\d+\n/,
      "\n900000000000000\n",
    );
    const read = reading({ checkpoint: btoa(checkpoint) }, asked);
    await expect(verifyRecord(read, KEY)).rejects.toMatchObject({ finding: "bad-signature" });
    expect(asked).toEqual(["checkpoint"]);
  });

  it("has its newest entries asked for first, whatever size was signed", async () => {
    const asked: string[] = [];
    const all = reading({}, asked);
    const read = async (path: string) => (path.startsWith("tile/entries/001") ? null : all(path));
    await expect(verifyRecord(read, KEY)).rejects.toThrow("tile/entries/001.p/29 is not there");
    expect(asked).toEqual(["checkpoint"]);
  });

  it("is not called forked by the very checkpoint it is under", async () => {
    const own = [bytes(SAMPLE.files["checkpoint"] ?? "")];
    const changed = SAMPLE.tampered[0]?.files;
    const { findings } = await verifyRecord(reading(changed), KEY, () => undefined, own);
    expect(findings.map((one) => one.name)).toEqual(["changed"]);
  });

  it("is not called tampered with while a file is missing", async () => {
    const read = reading();
    const gap = (path: string) =>
      path === "tile/entries/000" ? Promise.resolve(null) : read(path);
    await expect(verifyRecord(gap, KEY)).rejects.toThrow(Unchecked);
  });

  it("is not checked by a browser without Ed25519, which is said", async () => {
    vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new Error("NotSupportedError"));
    await expect(verifyRecord(reading(), KEY)).rejects.toThrow("this browser cannot check");
  });
});

describe("one forecast", () => {
  it("is proved by a few files", async () => {
    const asked: string[] = [];
    const proved = await verifyForecast(reading({}, asked), KEY, "1h-20250704T19Z");
    expect(proved).toMatchObject({ index: 282, issuedAt: Date.UTC(2025, 6, 4, 19, 1, 3) / 1000 });
    expect(asked.length).toBeLessThan(8);
  });

  it("is proved missed when it was", async () => {
    const proved = await verifyForecast(reading(), KEY, "7d-20250701T00Z");
    expect(proved.issuedAt).toBeNull();
  });

  it("is not proved when it was changed", async () => {
    const [changed] = SAMPLE.tampered;
    const proof = verifyForecast(reading(changed?.files), KEY, "1h-20250704T19Z");
    await expect(proof).rejects.toThrow("not the one that was signed");
  });

  it("is not proved when it is not there", async () => {
    await expect(verifyForecast(reading(), KEY, "7d-20250701T05Z")).rejects.toThrow(Broken);
    await expect(verifyForecast(reading(), KEY, "1h-20260101T00Z")).rejects.toThrow("yet");
    await expect(verifyForecast(reading(), KEY, "next week")).rejects.toThrow("no forecast's id");
  });
});
