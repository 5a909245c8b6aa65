import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, client, datedDocumentOf, documentOf } from "../../src/api/client";

const answer = (status: number, body: { data?: string; error?: unknown }) =>
  Promise.resolve({ ...body, response: new Response(null, { status }) });

afterEach(() => {
  vi.useRealTimers();
});

describe("an answer of the API", () => {
  it("gives its document", async () => {
    await expect(documentOf(answer(200, { data: "document" }))).resolves.toBe("document");
  });

  it("gives the detail of a problem as the reason", async () => {
    const problem = answer(503, { error: { detail: "the database does not answer" } });
    await expect(documentOf(problem)).rejects.toThrow(
      new ApiError(503, "the database does not answer"),
    );
  });

  it("gives the status where an error is no problem document", async () => {
    const page = answer(502, { error: "<html>" });
    await expect(documentOf(page)).rejects.toThrow("the API answered 502");
  });

  it("says that nothing came when nothing came", async () => {
    const failed = Promise.reject(new TypeError("Failed to fetch"));
    await expect(documentOf(failed)).rejects.toThrow("the API could not be reached");
  });

  it("says that it took too long when it did", async () => {
    const late = Promise.reject(new DOMException("signal timed out", "TimeoutError"));
    await expect(documentOf(late)).rejects.toThrow("did not answer within 10 s");
  });

  it("gives the number of the failure: the problem's own, or that of the answer", async () => {
    const headers = { "x-trace-id": "of the answer" };
    const problem = { detail: "no", trace_id: "of the problem" };
    const failing = (error: unknown) =>
      documentOf(
        Promise.resolve({ error, response: new Response(null, { status: 503, headers }) }),
      );
    await expect(failing(problem)).rejects.toHaveProperty("traceId", "of the problem");
    await expect(failing("<html>")).rejects.toHaveProperty("traceId", "of the answer");
  });

  it("gives the number that the request was sent under when nothing came", async () => {
    let sent: string | null = null;
    vi.stubGlobal("fetch", (request: Request) => {
      sent = request.headers.get("traceparent");
      return Promise.reject(new TypeError("Failed to fetch"));
    });
    const asked = documentOf(client.GET("/api/v1/scores", { baseUrl: "http://candor.test" }));
    const error = await asked.catch((reason: unknown) => reason);
    expect(sent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(error).toMatchObject({ status: 0, message: "the API could not be reached" });
    expect((error as ApiError).traceId).toBe(String(sent).split("-")[1]);
  });

  it("says whether it is the last known one", async () => {
    const read = (headers: Record<string, string>) =>
      datedDocumentOf(
        Promise.resolve({ data: "document", response: new Response(null, { headers }) }),
      );
    expect((await read({ "X-Candor-Stale": "1" })).stale).toBe(true);
    expect((await read({ "X-Candor-Stale": "0" })).stale).toBe(false);
    expect((await read({})).stale).toBe(false);
  });

  it("was true as long ago as it says it was kept on the way", async () => {
    const kept = (age?: string) =>
      datedDocumentOf(
        Promise.resolve({
          data: "document",
          response: new Response(null, age === undefined ? {} : { headers: { age } }),
        }),
      );
    vi.useFakeTimers({ now: 1_000_000 });
    expect((await kept("90")).readAt).toBe(910_000);
    expect((await kept()).readAt).toBe(1_000_000);
    expect((await kept("soon")).readAt).toBe(1_000_000);
  });
});
