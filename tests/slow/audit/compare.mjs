// Compares the PNG files of two folders: node compare.mjs EXPECTED ACTUAL DIFFERENCES.
// Prints a JSON list of {name, different, pixels}; different is null where the sizes differ.
// What only smooths an edge counts as equal; a band a little darker does not.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

const THRESHOLD = 0.02;
const [expectedFolder, actualFolder, differences] = process.argv.slice(2);
const known = new Set(readdirSync(expectedFolder));
mkdirSync(differences, { recursive: true });

const found = [];
for (const name of readdirSync(actualFolder).filter((one) => known.has(one))) {
  const [expected, actual] = [expectedFolder, actualFolder].map((folder) =>
    PNG.sync.read(readFileSync(join(folder, name))),
  );
  const { width, height } = expected;
  const pixels = width * height;
  if (actual.width !== width || actual.height !== height) {
    found.push({ name, different: null, pixels });
    continue;
  }
  const difference = new PNG({ width, height });
  const different = pixelmatch(expected.data, actual.data, difference.data, width, height, {
    threshold: THRESHOLD,
  });
  if (different > 0) writeFileSync(join(differences, name), PNG.sync.write(difference));
  found.push({ name, different, pixels });
}
process.stdout.write(JSON.stringify(found));
