import { describe, expect, it } from "vitest";
import { embedPath, snippetOf } from "../../../src/features/developers/embedSnippet";
import { EXAMPLES, LANGUAGES, textOf } from "../../../src/features/developers/examples";

const SITE = "https://site.example";

describe("the snippet of a frame", () => {
  it("is as wide as its place and loads when it is seen", () => {
    const snippet = snippetOf({ horizon: "7d", theme: "dark", form: "frame" }, SITE);
    expect(snippet).toContain('<iframe src="https://site.example/embed/7d?theme=dark"');
    expect(snippet).toContain('title="Candor’s 7d Bitcoin forecast"');
    expect(snippet).toContain('width="100%" height="680" style="border: 0"');
    expect(snippet).toContain('loading="lazy"');
  });
});

describe("the snippet of a picture", () => {
  it("leads to the page, says what it is, and escapes its address", () => {
    const snippet = snippetOf({ horizon: "1h", theme: "light", form: "picture" }, SITE);
    expect(snippet).toContain('<a href="https://site.example/?horizon=1h">');
    expect(snippet).toContain("/embed/1h.png?theme=light&amp;width=720");
    expect(snippet).toContain('alt="Candor’s 1h Bitcoin forecast"');
  });

  it("has a theme of its own, as it cannot follow its reader’s", () => {
    expect(embedPath({ horizon: "1h", theme: "auto", form: "picture" })).toContain("theme=light");
  });
});

describe("an example", () => {
  it.each(EXAMPLES.flatMap((example) => LANGUAGES.map((one) => [example.title, one] as const)))(
    "shows this site in place of another: %s in %s",
    (title, language) => {
      const example = EXAMPLES.find((one) => one.title === title);
      if (!example) throw new Error("there is no such example");
      const text = textOf(example, language, { site: SITE, level: "119000" });
      expect(text).toContain(SITE);
      expect(text).not.toMatch(/candor\.example|61[_,]?000/);
    },
  );
});
