import type { Plugin } from "vite";

/** The HTML around the pages of data; the one around `/` is written from it (frontShell.ts). */
export const SHELL = "shell.html";
/** What vercel.json rewrites to the function, beside "/", whose shell stays unfilled here. */
export const ANSWERED = [
  "/api",
  "/checkpoint",
  "/tile",
  "/embed",
  "/og",
  "/feed.atom",
  "/robots.txt",
  "/sitemap.xml",
] as const;
/** A path with a dot names a file, one that starts so belongs to Vite or to the function. */
const NOT_A_PAGE = new RegExp(`\\.|^(/@|/src/|/node_modules/|${ANSWERED.join("|")})`);

/** Has the development server answer every page's address with the shell, as vercel.json does. */
export function shell(): Plugin {
  return {
    name: "shell",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use((request, _, next) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        if (request.headers.accept?.includes("text/html") && !NOT_A_PAGE.test(pathname)) {
          request.url = `/${SHELL}`;
        }
        next();
      });
    },
  };
}
