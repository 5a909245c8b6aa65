import type { ComponentType } from "react";
import { PanelBoundary } from "../../components/PanelBoundary";
import { Claims, NotSaid, Wrong } from "./Claims";
import type { MethodDocuments } from "./documents";
import { HowMade, Timetable } from "./HowMade";
import { HowScored } from "./HowScored";
import { Reading } from "./Reading";
import { Sources } from "./Sources";
import "../../components/prose.css";
import "./method.css";

const CONTENTS: readonly (readonly [
  id: string,
  name: string,
  Part: ComponentType<{ documents: MethodDocuments }>,
])[] = [
  ["claims", "What is claimed", Claims],
  ["model", "How a forecast is made", HowMade],
  ["time", "What happens when", Timetable],
  ["reading", "How to read the pictures", Reading],
  ["scoring", "How it is scored", HowScored],
  ["not-said", "What is not said", NotSaid],
  ["wrong", "What would prove us wrong", Wrong],
  ["sources", "Sources", Sources],
];

/** The method: plain words first, the detail for those who open it. */
export function MethodView({ documents }: { documents: MethodDocuments }) {
  return (
    <div className="method">
      <header className="page-head">
        <p className="page-head__page">Method</p>
        <h1>
          We say how far the price may move, before it does, and count how often that was right.
        </h1>
        <p>
          Not where it goes: nobody knows. What can be known is how wide the range is, and whether
          those who state it keep their word.
        </p>
      </header>
      <div className="method__columns">
        <nav className="method__contents" aria-label="On this page">
          <ol>
            {CONTENTS.map(([id, name]) => (
              <li key={id}>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
          </ol>
        </nav>
        <div className="prose">
          {CONTENTS.map(([id, name, Part]) => (
            <PanelBoundary key={id} what={`“${name}”`}>
              <Part documents={documents} />
            </PanelBoundary>
          ))}
        </div>
      </div>
    </div>
  );
}
