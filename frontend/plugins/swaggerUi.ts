import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const FILES = ["swagger-ui-bundle.js", "swagger-ui.css"];

/** Puts Swagger UI beside the page, for /api/docs: no CDN, and nothing of it in the bundle. */
export function swaggerUi(): Plugin {
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  return {
    name: "swagger-ui",
    apply: "build",
    generateBundle() {
      for (const name of FILES) {
        this.emitFile({
          type: "asset",
          fileName: `docs/${name}`,
          source: readFileSync(join(folder, name)),
        });
      }
    },
  };
}
