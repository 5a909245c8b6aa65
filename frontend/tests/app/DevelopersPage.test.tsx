// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import "../../src/app/DevelopersPage";
import { type Answers, Failure, fakeApi, TRACE_ID } from "../fixtures/api";
import { everyTestStartsAnew, openChunk } from "../fixtures/page";

everyTestStartsAnew();
beforeEach(() => window.history.replaceState(null, "", "/developers"));

const user = () => userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
const openPage = (answers: Answers = {}) => openChunk(fakeApi(answers), 100);
const region = (name: string) => screen.getByRole("region", { name });

describe("trying the API", () => {
  it("shows the request as curl, and sends it only when told", async () => {
    const api = await openPage();
    await user().selectOptions(screen.getByLabelText("Document"), "/api/v1/scores");
    expect(region("the request as curl").textContent).toMatch(
      /^curl --compressed 'https?:\/\/.*\/api\/v1\/scores'$/,
    );
    expect(api.asked).not.toContain("/api/v1/scores");
    await user().click(screen.getByRole("button", { name: "Send" }));
    const answer = await screen.findByRole("region", { name: "Answer" });
    expect(within(answer).getByRole("status").textContent).toMatch(/^200 · \d+ ms · /);
    expect(within(answer).getByRole("rowheader", { name: "content-type" })).toBeTruthy();
    expect(region("the answer").textContent).toContain('"horizons": [');
  });

  it("shows a problem in the API’s words, with its trace", async () => {
    await openPage({ "/api/v1/version": new Failure(503) });
    await user().selectOptions(screen.getByLabelText("Document"), "/api/v1/version");
    await user().click(screen.getByRole("button", { name: "Send" }));
    expect((await screen.findByText(/^503 · .*a problem/)).textContent).toBeTruthy();
    expect(region("the answer").textContent).toContain(TRACE_ID);
  });

  it("says that nothing came, and what to do", async () => {
    await openPage({ "/api/v1/models": "unreachable" });
    await user().selectOptions(screen.getByLabelText("Document"), "/api/v1/models");
    await user().click(screen.getByRole("button", { name: "Send" }));
    expect((await screen.findByRole("alert")).textContent).toContain("could not be reached");
  });

  it("begins with the newest forecast’s name, and keeps what a reader types", async () => {
    await openPage();
    await user().selectOptions(screen.getByLabelText("Document"), "/api/v1/forecasts/{id}");
    const id = screen.getByLabelText("id") as HTMLInputElement;
    expect(id.value).toBe("24h-20250717T12Z");
    await user().clear(id);
    const send = screen.getByRole("button", { name: "Send" });
    expect(send.getAttribute("aria-disabled")).toBe("true");
    expect(screen.getByText("Fill in id first.")).toBeTruthy();
  });
});

describe("a level to ask for", () => {
  it("is near the price, in the form and in the examples", async () => {
    await openPage();
    await user().selectOptions(screen.getByLabelText("Document"), "/api/v1/levels");
    expect(screen.getByLabelText("price")).toHaveProperty("value", "60000");
    const example = region("the example: The chance that the price is above a level");
    expect(example.textContent).toContain("price=60000");
  });
});

describe("embedding", () => {
  it("gives the snippet of what was chosen", async () => {
    await openPage();
    await user().click(screen.getByRole("radio", { name: "7 days" }));
    await user().click(screen.getByRole("radio", { name: "Picture" }));
    await user().click(screen.getByRole("radio", { name: "Dark" }));
    expect(region("the snippet").textContent).toContain("/embed/7d.png?theme=dark");
    expect(screen.queryByRole("radio", { name: "As the reader’s" })).toBeNull();
  });
});
