import { describe, expect, it } from "vitest";
import openapi from "../../../openapi.json";
import { endpoints } from "../../../src/features/developers/endpoints";
import {
  curlOf,
  lacking,
  pathOf,
  readable,
  summaryOf,
} from "../../../src/features/developers/requests";

interface Described {
  name: string;
  required?: boolean;
}

const all = endpoints("24h-20250717T12Z", "119000");
const named = (path: string) => {
  const found = all.find((one) => one.path === path);
  if (!found) throw new Error(`there is no ${path}`);
  return found;
};

describe("what can be tried", () => {
  /** Machines ask these; or they are files of many parts, which the verifier reads. */
  const NOT_TRIED = ["/api/health", "/tile/{level}/{path}"];

  it("is every document of the API", () => {
    const read = Object.entries(openapi.paths).flatMap(([path, operations]) =>
      "get" in operations ? [path] : [],
    );
    expect(all.map(({ path }) => path).sort()).toEqual(
      read.filter((path) => !NOT_TRIED.includes(path)).sort(),
    );
  });

  it("demands exactly what the API demands", () => {
    const paths: Readonly<Record<string, unknown>> = openapi.paths;
    for (const { path, fields } of all) {
      const { get } = paths[path] as { get: { parameters?: Described[] } };
      const described = get.parameters ?? [];
      expect(
        Object.entries(fields).map(([name, { required }]) => [name, required]),
        path,
      ).toEqual(described.map(({ name, required }) => [name, required === true]));
    }
  });
});

describe("a request", () => {
  it("leaves out what is left empty, and quotes what is not", () => {
    const forecasts = named("/api/v1/forecasts");
    expect(pathOf(forecasts, {})).toBe("/api/v1/forecasts");
    expect(pathOf(forecasts, { horizon: "1h", cutoff_from: " 2025-07-17T00:00:00+02:00 " })).toBe(
      "/api/v1/forecasts?horizon=1h&cutoff_from=2025-07-17T00%3A00%3A00%2B02%3A00",
    );
  });

  it("cannot leave its place in the path", () => {
    expect(pathOf(named("/api/v1/forecasts/{id}"), { id: "../status?a=b" })).toBe(
      "/api/v1/forecasts/..%2Fstatus%3Fa%3Db",
    );
  });

  it("is not sent without what it needs", () => {
    const levels = named("/api/v1/levels");
    expect(lacking(levels, { horizon: "24h", price: " " })).toEqual(["price"]);
    expect(lacking(levels, { horizon: "24h", price: "1" })).toEqual([]);
    expect(
      lacking(endpoints(null, "61000").find(({ path }) => path.endsWith("{id}")) ?? levels, {}),
    ).toEqual(["id"]);
  });

  it("cannot end the quotes of its command", () => {
    expect(curlOf("https://x.example/a?b='; rm -rf ~'")).toBe(
      "curl --compressed 'https://x.example/a?b=%27; rm -rf ~%27'",
    );
  });
});

describe("an answer", () => {
  it("of JSON is given line breaks, and anything else is left as it came", () => {
    expect(readable('{"a":[1]}').shown).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(readable("id,horizon\n").shown).toBe("id,horizon\n");
  });

  it("says how much of it is not shown", () => {
    expect(readable("x".repeat(20_500))).toEqual({ shown: "x".repeat(20_000), left: 500 });
  });

  it("is summed up by status, time and size", () => {
    expect(summaryOf({ status: 200, seconds: 0.0414, text: "é".repeat(2600) })).toBe(
      "200 · 41 ms · 5.2 kB",
    );
    expect(summaryOf({ status: 404, seconds: 0, text: "" })).toBe("404 · 1 ms · 0 bytes");
  });
});
