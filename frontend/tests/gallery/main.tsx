/** Every chart in its states, one under another, for the visual comparisons of `make verify`. */
import { createRoot } from "react-dom/client";
import "../../src/app/tokens.css";
import "../../src/app/base.css";
import "./gallery.css";
import { FORECAST_CASES } from "./forecastCases";
import { RECORD_CASES } from "./recordCases";

const place = document.getElementById("gallery");
if (!place) throw new Error("index.html has no #gallery");
// The pictures are compared when the font is there, not before.
await document.fonts.load("16px Gallery");
createRoot(place).render(
  Object.entries({ ...FORECAST_CASES, ...RECORD_CASES }).map(([name, chart]) => (
    <section key={name} data-case={name}>
      {chart}
    </section>
  )),
);
