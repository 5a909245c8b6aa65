import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, type Plugin } from "vite";
import { SHELL } from "./shell";
import type * as WithoutScripts from "./withoutScripts";

const HEAD = /<!--candor:head-->.*?<!--\/candor:head-->/gs;
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
      for (const place of [HEAD, NOSCRIPT]) {
        if (shell.match(place)?.length !== 1) throw new Error(`${SHELL} has not one ${place}`);
      }
      const styles = Object.keys(bundle).filter((name) => STYLES.test(name));
      if (styles.length !== 2) throw new Error(`of ${STYLES} there were built: ${styles}`);
      const links = styles.map((name) => `<link rel="stylesheet" href="/${name}">`).join("");
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
          const { head, body } = pages.drawn(name);
          const html = shell
            .replace(HEAD, () => head)
            .replace(NOSCRIPT, () => `<noscript>${links}${body}</noscript>`);
          writeFileSync(join(dir, `${name}.html`), html);
        }
      } finally {
        await server.close();
      }
    },
  };
}
