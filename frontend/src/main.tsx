import { StrictMode, startTransition, useLayoutEffect } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { keepFocus } from "./app/keepFocus";
import "./app/tokens.css";
import "./app/base.css";
import "./app/page.css";
import "./app/arriving.css";
import "./app/print.css";
import { startReporting } from "./reports/reporting";

const root = document.getElementById("root");
if (!root) throw new Error("shell.html has no #root");
startReporting();
const isDrawn = keepFocus(root);

function Drawn() {
  useLayoutEffect(isDrawn, []);
  return <App />;
}

// In slices: whoever reads what arrived as HTML can scroll and follow links meanwhile.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      <Drawn />
    </StrictMode>,
  ),
);
