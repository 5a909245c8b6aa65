import { describe, expect, it, vi } from "vitest";
import { client, datedDocumentOf } from "../../src/api/client";
import { isShaped } from "../../src/api/shapes";
import * as documents from "../fixtures/documents";

const ask = (response: () => Response) => {
  vi.stubGlobal("fetch", () => Promise.resolve(response()));
  return datedDocumentOf(client.GET("/api/v1/status", { baseUrl: "http://candor.test" }));
};

describe("an answer of another shape", () => {
  it.each([
    ["another document", { candles: [] }],
    ["a list", []],
    ["nothing", null],
    ["a time that is none", { ...documents.status(), data_as_of: "soon" }],
    ["a record for a list", { ...documents.status(), next_slots: {} }],
  ])("is a failure of the API: %s", async (_, said) => {
    await expect(ask(() => Response.json(said))).rejects.toThrow(/not the document asked for/);
  });

  it("is told from HTML and from an answer that was cut off", async () => {
    const whole = JSON.stringify(documents.status());
    for (const text of ["<!doctype html>", whole.slice(0, -20)]) {
      await expect(ask(() => new Response(text))).rejects.toThrow("was not JSON");
    }
  });

  it("is not what the API says", async () => {
    const { document } = await ask(() => Response.json(documents.status()));
    expect(document.mode).toBe("replay");
    expect(isShaped("/api/v1/health-of-tomorrow", 1)).toBe(true);
  });
});
