import type { Plugin } from "vite";

/** The HTML around every page; the function puts the first view into it (docs/page.md). */
export const SHELL = "shell.html";
/** A path with a dot names a file, one that starts so belongs to Vite or to the API. */
const NOT_A_PAGE = /\.|^\/(@|api\/|embed\/|og\/|src\/|node_modules\/)/;

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
