import { describe, expect, it } from "vitest";
import { imageUrl } from "../../src/lib/imageUrl";
import { contactHref } from "../../src/lib/operator";

const OWN = "https://site.example/embed/24h.png?theme=light&width=720";

describe("a picture’s address", () => {
  it("is the site’s own where no service is set", () => {
    expect(imageUrl(OWN, undefined)).toBe(OWN);
    expect(imageUrl(OWN, "")).toBe(OWN);
  });

  it.each([
    "https://res.cloudinary.com/c/image/fetch/f_auto/",
    "https://res.cloudinary.com/c/image/fetch/f_auto",
  ])("stands whole and escaped behind the service’s: %s", (service) => {
    expect(imageUrl(OWN, service)).toBe(
      "https://res.cloudinary.com/c/image/fetch/f_auto/https%3A%2F%2Fsite.example%2Fembed%2F24h.png%3Ftheme%3Dlight%26width%3D720",
    );
  });
});

describe("a contact", () => {
  it("is a page or a mailbox", () => {
    expect(contactHref("https://site.example/contact")).toBe("https://site.example/contact");
    expect(contactHref("hello@site.example")).toBe("mailto:hello@site.example");
  });
});
