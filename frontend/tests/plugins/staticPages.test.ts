import { describe, expect, it } from "vitest";
import vercel from "../../../vercel.json";
import { drawn, STATIC_PAGES } from "../../plugins/withoutScripts";

const NOT_FOUND = "404";
const NAMES = Object.keys(STATIC_PAGES);

describe("the pages that are words alone", () => {
  it.each(NAMES)("/%s can be read without a script", (name) => {
    const { body } = drawn(name);
    expect(body).toMatch(/<h1>[^<]{20,}/);
    expect(body.match(/<(p|li)>/g)?.length).toBeGreaterThan(10);
    expect(body).toContain('<a href="/record">');
    expect(body).not.toMatch(/<script|style=/);
  });

  it("have a title and a description of their own", () => {
    const heads = NAMES.map((name) => drawn(name).head);
    expect(new Set(heads).size).toBe(NAMES.length);
    expect(drawn("terms").head).toBe(
      '<title>Terms · Candor</title><meta name="description" content="Candor is free to read, copy and check; it is not advice."/>',
    );
  });

  it("are those that vercel.json gives a file of their own, and the one where nothing is", () => {
    const files = vercel.rewrites
      .map(({ destination }) => /^\/(\w+)\.html$/.exec(destination)?.[1])
      .filter((name) => name !== undefined && name !== "shell");
    expect(new Set([...files, NOT_FOUND])).toEqual(new Set(NAMES));
  });
});
