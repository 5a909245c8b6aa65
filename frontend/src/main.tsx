import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { afterPaint } from "./app/afterPaint";
import "./app/tokens.css";
import "./app/base.css";
import "./app/page.css";
import "./app/arriving.css";
import { startReporting } from "./reports/reporting";

const root = document.getElementById("root");
if (!root) throw new Error("shell.html has no #root");
startReporting();
const begin = () =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
if (root.hasChildNodes()) afterPaint(begin);
else begin();
