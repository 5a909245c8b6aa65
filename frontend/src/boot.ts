/** Stands in the HTML of `/` itself (plugins/frontShell.ts): only what is on screen is followed by a script. */
import { afterPaint } from "./app/afterPaint";
import { doWithout } from "./app/withoutScript";

const main = document.currentScript?.dataset["main"];
if (main) {
  afterPaint(() => {
    import(/* @vite-ignore */ main).catch(() => doWithout(document));
  });
}
