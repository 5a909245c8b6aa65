// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { fakeApi } from "../fixtures/api";
import { everyTestStartsAnew, open } from "../fixtures/page";

everyTestStartsAnew();

const field = () => screen.getByLabelText<HTMLInputElement>("Your price in US dollars");

describe("the level in the address", () => {
  it("is what a link's reader sees, with the horizon", async () => {
    window.history.replaceState(null, "", "/?horizon=24h&level=60100.5");
    await open(fakeApi());
    await screen.findByLabelText("Your price in US dollars");
    expect(field().value).toBe("$60,101");
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "24 hours" }).checked).toBe(true);
  });

  it.each(["0", "-1", "1e5", "x", "60000.123"])(
    "is left out where it is no price: %s",
    async (bad) => {
      window.history.replaceState(null, "", `/?level=${bad}`);
      await open(fakeApi());
      expect(screen.getByTestId("p-close").textContent).toBe("25%");
    },
  );

  it("is written once the reader has come to rest", async () => {
    await open(fakeApi());
    const written = vi.spyOn(window.history, "replaceState");
    for (const text of ["6", "60", "60000"]) fireEvent.change(field(), { target: { value: text } });
    await vi.advanceTimersByTimeAsync(300);
    expect(window.location.search).toBe("?level=60000");
    expect(written).toHaveBeenCalledOnce();
  });
});
