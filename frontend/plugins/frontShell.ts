import { join } from "node:path";
import { build, type Plugin, type Rolldown } from "vite";
import { SHELL } from "./shell";

/** The shell of `/`, which only the function answers with (docs/page.md): never served as a file. */
export const FRONT_SHELL = "front.html";
const BOOT = join(import.meta.dirname, "../src/boot.ts");
const SCRIPT = /<script type="module"[^>]*\bsrc="([^"]+)"[^>]*><\/script>/;
const STYLES = /<link rel="stylesheet"[^>]*\bhref="\/([^"]+)"[^>]*>/;

/**
 * Writes the shell once more with its styles inside, and its script begun after the first paint.
 *
 * The first view then costs one answer, and shares the line with no script. The function names
 * the hashes of what stands inside in the policy it answers with.
 */
export function frontShell(): Plugin {
  return {
    name: "front-shell",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      const html = textOf(bundle[SHELL]);
      const [script, main] = found(SCRIPT, html);
      const [link, styles] = found(STYLES, html);
      const boot = await packed(BOOT);
      const source = html
        .replace(script, () => `<script data-main="${main}">${boot}</script>`)
        .replace(link, () => `<style>${textOf(bundle[styles]).trim()}</style>`);
      this.emitFile({ type: "asset", fileName: FRONT_SHELL, source });
    },
  };
}

/** A script with all that it imports, in one piece. */
async function packed(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: "warn",
    build: { write: false, rolldownOptions: { input: entry, output: { format: "iife" } } },
  });
  const [one] = (made as Rolldown.RolldownOutput).output;
  return one.code.trim();
}

function textOf(file: Rolldown.OutputAsset | Rolldown.OutputChunk | undefined): string {
  if (file?.type !== "asset") throw new Error(`${SHELL} names a file that was not built`);
  return file.source.toString();
}

function found(pattern: RegExp, html: string): [whole: string, address: string] {
  const [whole, address] = pattern.exec(html) ?? [];
  if (!whole || !address) throw new Error(`${SHELL} has nothing like ${pattern}`);
  return [whole, address];
}
