// Judges Grafana dashboards, named as arguments, by Grafana's own types: each file is the
// value of a variable of its type, so that a field that Grafana does not know is an error.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const options = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};

const sources = new Map();
for (const path of process.argv.slice(2)) {
  const source = `import type { Judged } from "./dashboards.js";\nexport const judged: Judged =\n`;
  sources.set(join(here, `${sources.size}.judged.ts`), {
    path,
    text: `${source}${await readFile(path, "utf8")};`,
    before: source.split("\n").length - 1,
  });
}

const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile: readText } = host;
host.fileExists = (name) => sources.has(name) || fileExists(name);
host.readFile = (name) => sources.get(name)?.text ?? readText(name);
host.getSourceFile = (name, target, ...rest) => {
  const judged = sources.get(name);
  if (judged === undefined) return getSourceFile(name, target, ...rest);
  return ts.createSourceFile(name, judged.text, target);
};

const program = ts.createProgram([join(here, "dashboards.ts"), ...sources.keys()], options, host);
const found = ts.getPreEmitDiagnostics(program);
for (const { file, start, messageText } of found) {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  const judged = file && sources.get(file.fileName);
  const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
  const place = judged ? `${judged.path}:${line + 1 - judged.before}` : (file?.fileName ?? "types");
  console.error(`${place}: ${message}`);
}
if (sources.size === 0) console.error("No dashboard was named.");
process.exitCode = found.length === 0 && sources.size > 0 ? 0 : 1;
