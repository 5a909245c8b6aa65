import { describe, expect, it } from "vitest";
import { refusal, wrongPageSettings } from "../../plugins/pageSettings";

describe("the public settings", () => {
  it("are built in when they are known and well formed", () => {
    const env = { VITE_CANDOR_ENV: "staging", VITE_API_URL: "https://api.candor.example" };
    expect(wrongPageSettings({ ...env, PATH: "/bin", CRON_SECRET: "not public" })).toEqual([]);
    expect(wrongPageSettings({ VITE_API_URL: "" })).toEqual([]);
  });

  it("are no secret's, whatever a name says", () => {
    const [said = "", ...others] = wrongPageSettings({ VITE_CRON_SECRET: "s3cr3t-value" });
    expect(said).toContain("VITE_CRON_SECRET would be built into the page");
    expect(said).not.toContain("s3cr3t-value");
    expect(others).toEqual([]);
  });

  it("are refused with a reason a line and no stack", () => {
    expect(refusal(["one", "two"]).stack).toBe("one\ntwo");
  });

  it.each([
    { VITE_CANDOR_ENV: "prod" },
    { VITE_API_URL: "api.candor.example" },
    { VITE_API_URL: "https://user:word@candor.example" },
    { VITE_API_URL: "https://candor.example/api" },
  ])("are refused as %o", (env) => {
    expect(wrongPageSettings(env)).toHaveLength(1);
  });
});
