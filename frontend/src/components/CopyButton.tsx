import { useEffect, useState } from "react";
import "./copy-button.css";

const SAID_FOR_MS = 2000;

interface Props {
  text: string;
  /** What is copied, for those who do not see it: "the example". */
  what: string;
}

/** Puts a text on the clipboard, and says whether that worked. */
export function CopyButton({ text, what }: Props) {
  const [said, say] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => say(""), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied");
    } catch {
      say("Not allowed here: select it");
    }
  };
  return (
    <button type="button" className="copy-button" onClick={() => void copy()}>
      <span aria-live="polite">{said === "" ? "Copy" : said}</span>
      <span className="visually-hidden"> {what}</span>
    </button>
  );
}
