// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { createElement, type FunctionComponent } from "react";
import { describe, expect, it, vi } from "vitest";
import { HOUR_MS } from "../../src/domain/units";
import { type Answers, fakeApi } from "../fixtures/api";
import { calibration, models } from "../fixtures/calibration";
import * as documents from "../fixtures/documents";
import { checkpoints, ledger } from "../fixtures/ledgerDocuments";
import { operation } from "../fixtures/operation";
import { everyTestStartsAnew, openChunk } from "../fixtures/page";

/** The component that throws when it is drawn, and those that have been drawn. */
const walk = vi.hoisted(() => ({ broken: "", seen: new Set<string>() }));

vi.mock("react/jsx-dev-runtime", async (original) => {
  const real = await original<{ jsxDEV: (type: unknown, ...rest: unknown[]) => unknown }>();
  const breakable = (type: FunctionComponent) => (props: object) => {
    if (type.name === walk.broken) throw new Error("planted");
    return createElement(type, props);
  };
  return {
    ...real,
    jsxDEV: (type: unknown, ...rest: unknown[]) => {
      const component = componentOf(type);
      if (component === null) return real.jsxDEV(type, ...rest);
      walk.seen.add(component.name);
      const isChosen = component.name === walk.broken;
      return real.jsxDEV(isChosen ? breakable(component) : type, ...rest);
    },
  };
});

/** A component, also one that is drawn anew only when it is given something else. */
function componentOf(type: unknown): FunctionComponent | null {
  const isMemo = typeof type === "object" && type !== null && "type" in type;
  const drawn = isMemo ? type.type : type;
  return typeof drawn === "function" ? (drawn as FunctionComponent) : null;
}

/** The components of the features: a panel, or a part of one. */
const PARTS = new Set(
  Object.keys(import.meta.glob("../../src/features/*/*.tsx")).map(
    (path) => path.split("/").at(-1)?.replace(".tsx", "") ?? "",
  ),
);

const ID = "24h-20250716T12Z";

const PAGES: Readonly<Record<string, Answers>> = {
  "/": {},
  "/record": {
    "/api/v1/scores/24h": calibration(),
    "/api/v1/models": models(),
  },
  "/history": {
    "/api/v1/ledger": ledger(),
    "/api/v1/forecasts": documents.page([documents.row({ id: ID })]),
    [`/api/v1/forecasts/${ID}`]: {
      ...documents.envelope,
      forecast: { ...documents.forecast("24h", documents.NOON - 24 * HOUR_MS), id: ID },
    },
  },
  "/ledger": { "/api/v1/ledger": ledger(), "/api/v1/ledger/checkpoints": checkpoints() },
  "/models": { "/api/v1/models": models() },
  "/method": { "/api/v1/scores/24h": calibration() },
  "/developers": {},
  "/status": { "/api/v1/status": documents.status({ operation: operation() }) },
};

/** As many as each page has, so that none leaves it, or this walk, unnoticed. */
const PARTS_MIN: Readonly<Record<string, number>> = {
  "/": 12,
  "/record": 10,
  "/history": 7,
  "/ledger": 6,
  "/models": 2,
  "/method": 7,
  "/developers": 5,
  "/status": 9,
};

// Of real time: a page is drawn anew, broken and mended, for each of its parts.
vi.setConfig({ testTimeout: 120_000 });

async function visit(path: string) {
  window.history.replaceState(null, "", path);
  return openChunk(fakeApi(PAGES[path]), 500);
}

const texts = () => screen.queryAllByRole("alert").map((one) => one.textContent ?? "");

describe.each(Object.keys(PAGES))("a fault in any part of %s", (path) => {
  everyTestStartsAnew();

  it("stays there, has a number, and is mended by trying again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    walk.broken = "";
    walk.seen.clear();
    await visit(path);
    const parts = [...walk.seen].filter((name) => PARTS.has(name));
    expect(parts.length, parts.join(" ")).toBeGreaterThanOrEqual(PARTS_MIN[path] ?? Infinity);
    expect(texts()).toEqual([]);
    for (const part of parts) {
      cleanup();
      walk.broken = part;
      await visit(path);
      expect(texts().length, part).toBeGreaterThan(0);
      for (const told of texts()) {
        expect(told, part).toMatch(/cannot be shown just now; the rest .*number: [0-9a-f]{32}/);
      }
      expect(screen.getByRole("navigation", { name: "Pages" }), part).toBeTruthy();
      walk.broken = "";
      for (const again of screen.getAllByRole("button", { name: "Try again" })) {
        fireEvent.click(again);
      }
      await vi.advanceTimersByTimeAsync(100);
      expect(texts(), part).toEqual([]);
    }
  });
});
