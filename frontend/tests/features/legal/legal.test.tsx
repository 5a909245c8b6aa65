// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Imprint } from "../../../src/features/legal/Imprint";
import { Privacy } from "../../../src/features/legal/Privacy";
import { SAMPLED_SHARE } from "../../../src/reports/reporting";

afterEach(cleanup);

const nobody = { name: null, contact: null };
const title = () => screen.getByRole("heading", { level: 1 }).textContent;

describe("the imprint", () => {
  it("names the operator and how to reach them", () => {
    render(<Imprint operator={{ name: "Ada Lovelace, London", contact: "ada@site.example" }} />);
    expect(screen.getByText("Ada Lovelace, London")).toBeTruthy();
    const link = screen.getByRole("link", { name: "ada@site.example" });
    expect(link.getAttribute("href")).toBe("mailto:ada@site.example");
  });

  it("says that nobody has said who they are, and invents nobody", () => {
    render(<Imprint operator={nobody} />);
    expect(title()).toBe("Whoever runs this copy has not said who they are.");
    expect(screen.getByText(/has not said how to reach them/)).toBeTruthy();
  });
});

describe("the privacy page", () => {
  it("says which share of visits reports, as it is in the code", () => {
    expect(SAMPLED_SHARE).toBe(1 / 4);
    render(<Privacy operator={nobody} hasImageService={false} />);
    expect(screen.getByText(/one visit in four reports/)).toBeTruthy();
    expect(screen.getByText(/no fonts, scripts or pictures from elsewhere/)).toBeTruthy();
  });

  it("names the service that pictures come by, where there is one", () => {
    render(<Privacy operator={nobody} hasImageService={true} />);
    expect(screen.getByText(/delivered by Cloudinary/)).toBeTruthy();
    expect(screen.queryByText(/pictures from elsewhere/)).toBeNull();
  });
});
