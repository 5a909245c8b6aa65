import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, type Plugin } from "vite";
import { SHELL } from "./shell";
import type * as WithoutScripts from "./withoutScripts";

const NOSCRIPT = /<noscript>.*?<\/noscript>/gs;
const STYLES = /^assets\/(prose|MethodPage)-.*\.css$/;

/** Writes `terms.html` and its like: the shell, with what the page says where no script runs. */
export function staticPages(): Plugin {
  let mode = "production";
  return {
    name: "static-pages",
    apply: "build",
    configResolved(config) {
      mode = config.mode; // whose settings the pages tell
    },
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) throw new Error("the page is built into no folder");
      const shell = readFileSync(join(dir, SHELL), "utf8");
      if (shell.match(NOSCRIPT)?.length !== 1) throw new Error(`${SHELL} has not one <noscript>`);
      const styles = Object.keys(bundle)
        .filter((name) => STYLES.test(name))
        .map((name) => `<link rel="stylesheet" href="/${name}">`)
        .join("");
      const server = await createServer({
        root: join(import.meta.dirname, ".."),
        mode,
        appType: "custom",
        server: { middlewareMode: true, hmr: false, ws: false, watch: null },
        optimizeDeps: { noDiscovery: true },
      });
      try {
        const pages = (await server.ssrLoadModule(
          "/plugins/withoutScripts.tsx",
        )) as typeof WithoutScripts;
        for (const name of Object.keys(pages.STATIC_PAGES)) {
          const text = `<noscript>${styles}${pages.drawn(name)}</noscript>`;
          writeFileSync(
            join(dir, `${name}.html`),
            shell.replace(NOSCRIPT, () => text),
          );
        }
      } finally {
        await server.close();
      }
    },
  };
}
