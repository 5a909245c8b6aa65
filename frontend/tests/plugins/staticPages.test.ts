import { describe, expect, it } from "vitest";
import vercel from "../../../vercel.json";
import { drawn, STATIC_PAGES } from "../../plugins/withoutScripts";

describe("the pages that are words alone", () => {
  it.each(Object.keys(STATIC_PAGES))("/%s can be read without a script", (name) => {
    const html = drawn(name);
    expect(html).toMatch(/<h1>[^<]{20,}/);
    expect(html.match(/<p>/g)?.length).toBeGreaterThan(3);
    expect(html).toContain('<a href="/record">');
    expect(html).not.toMatch(/<script|style=/);
  });

  it("are those that vercel.json gives a file of their own", () => {
    const files = vercel.rewrites
      .map(({ destination }) => /^\/(\w+)\.html$/.exec(destination)?.[1])
      .filter((name) => name !== undefined && name !== "shell");
    expect(new Set(files)).toEqual(new Set(Object.keys(STATIC_PAGES)));
  });
});
