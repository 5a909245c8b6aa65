// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Picture } from "../../src/components/Picture";

vi.mock("../../src/lib/imageUrl", () => ({
  imageUrl: (own: string) => `https://images.example/${encodeURIComponent(own)}`,
}));

afterEach(cleanup);

const OWN = "https://site.example/a.png";
const source = () => screen.getByRole("img", { name: "a" }).getAttribute("src");

describe("a picture", () => {
  it("comes by the service, else from the site, else in words", () => {
    render(<Picture src={OWN} alt="a" of="7" width={100} missing="It does not come." />);
    expect(source()).toBe(`https://images.example/${encodeURIComponent(`${OWN}?of=7`)}`);
    fireEvent.error(screen.getByRole("img"));
    expect(source()).toBe(OWN);
    fireEvent.error(screen.getByRole("img"));
    expect(screen.queryByRole("img")).toBeNull();
    expect(screen.getByText("It does not come.")).toBeTruthy();
  });

  it("never comes by the service where nobody knows of what it is: that keeps old ones", () => {
    render(<Picture src={OWN} alt="a" of={null} width={100} missing="It does not come." />);
    expect(source()).toBe(OWN);
  });
});
