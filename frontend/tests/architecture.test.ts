import { describe, expect, it } from "vitest";

const LINES_MAX = 250;

const sources = import.meta.glob<string>(
  ["../src/**/*.{ts,tsx,css}", "!../src/api/schema.gen.ts"],
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);

/** Source files by their path under src/, with the folders they import from. */
const files = Object.entries(sources).map(([path, text]) => {
  const file = path.replace("../src/", "");
  const folder = file.split("/").slice(0, -1);
  const imports = [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, target = ""]) => {
    const parts = [...folder];
    for (const step of target.split("/")) {
      if (step === "..") parts.pop();
      else if (step !== ".") parts.push(step);
    }
    return parts.join("/");
  });
  return { file, text, imports };
});

/** What a folder of src/ may import from, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  api: [],
  domain: ["api"],
  lib: ["domain"],
  charts: ["api", "domain", "lib"],
  components: ["api", "domain", "lib", "reports"],
  reports: ["api"],
  // What is shown as an example is the file that the tests run.
  features: ["examples", "api", "charts", "components", "domain", "lib", "reports"],
  app: ["api", "components", "domain", "features", "lib", "reports"],
};

describe("the source tree", () => {
  it("is all there", () => {
    expect(files.length).toBeGreaterThan(40);
  });

  it.each(files)("$file is short enough to read", ({ text }) => {
    expect(text.split("\n").length).toBeLessThanOrEqual(LINES_MAX);
  });

  it.each(files.filter(({ file }) => file.includes("/")))(
    "$file imports only what its folder may",
    ({ file, imports }) => {
      const [folder = ""] = file.split("/");
      const allowed = [folder, ...(MAY_IMPORT[folder] ?? [])];
      const forbidden = imports.filter((target) => !allowed.includes(target.split("/")[0] ?? ""));
      expect(forbidden).toEqual([]);
    },
  );

  it.each(files.filter(({ file }) => file.startsWith("features/")))(
    "$file imports no other feature",
    ({ file, imports }) => {
      const own = file.split("/").slice(0, 2).join("/");
      const others = imports.filter(
        (target) => target.startsWith("features/") && !target.startsWith(`${own}/`),
      );
      expect(others).toEqual([]);
    },
  );
});
