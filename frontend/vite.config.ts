import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { frontShell } from "./plugins/frontShell";
import { pageSettings } from "./plugins/pageSettings";
import { ANSWERED, SHELL, shell } from "./plugins/shell";
import { staticPages } from "./plugins/staticPages";
import { swaggerUi } from "./plugins/swaggerUi";

export default defineConfig({
  plugins: [react(), swaggerUi(), pageSettings(), shell(), frontShell(), staticPages()],
  build: {
    // The production policy is `default-src 'self'`: no data: URLs, no inline polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Not index.html: a file there would win over the rewrite of "/" to the function.
    rolldownOptions: {
      input: SHELL,
      // One file for the first view: it comes at once, and packs better than its parts do.
      output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } },
    },
  },
  server: {
    proxy: Object.fromEntries(ANSWERED.map((path) => [path, "http://127.0.0.1:8000"])),
  },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    // Far from UTC, so that a local time cannot pass for it.
    env: { TZ: "Pacific/Auckland" },
    // Beside other tests, on a machine of two cores, a page is slow to be drawn.
    testTimeout: 20_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
