import { describe, expect, it } from "vitest";
import { counted, percent, signedPercent } from "../../src/lib/formatNumber";

describe("counts and shares", () => {
  it("agree in number with their noun", () => {
    expect(counted(1, "forecast")).toBe("1 forecast");
    expect(counted(1440, "forecast")).toBe("1,440 forecasts");
    expect(counted(0, "forecast")).toBe("0 forecasts");
  });

  it("are written in percent", () => {
    expect(percent(0.793)).toBe("79.3%");
    expect(percent(0.5, 0)).toBe("50%");
  });

  it("carry a sign when they change, and none when they do not", () => {
    expect(signedPercent(0.0123)).toBe("+1.23%");
    expect(signedPercent(-0.0123)).toBe("−1.23%");
    expect(signedPercent(-0.00001)).toBe("0.00%");
  });
});
