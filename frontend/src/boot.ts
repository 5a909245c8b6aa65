/** Stands in the HTML of `/` itself (plugins/frontShell.ts): only what is on screen is followed by a script. */
import { afterPaint } from "./app/afterPaint";

const main = document.currentScript?.dataset["main"];
if (main) afterPaint(() => void import(/* @vite-ignore */ main));
