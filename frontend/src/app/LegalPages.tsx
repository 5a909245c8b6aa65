import type { ReactNode } from "react";
import { Imprint } from "../features/legal/Imprint";
import { Privacy } from "../features/legal/Privacy";
import { Terms } from "../features/legal/Terms";
import { hasImageService } from "../lib/imageUrl";
import { OPERATOR } from "../lib/operator";
import "../components/prose.css";
import { PageFrame } from "./PageFrame";
import { usePageHead } from "./usePageHead";

/** On what terms this is published. */
export function TermsPage() {
  return (
    <Legal title="Terms" description="Candor is free to read, copy and check; it is not advice.">
      <Terms />
    </Legal>
  );
}

/** What is known of readers. */
export function PrivacyPage() {
  return (
    <Legal title="Privacy" description="What Candor's pages report, and what they do not keep.">
      <Privacy operator={OPERATOR} hasImageService={hasImageService} />
    </Legal>
  );
}

/** Who answers for this copy of the site. */
export function ImprintPage() {
  return (
    <Legal title="Imprint" description="Who runs this copy of Candor, and how to reach them.">
      <Imprint operator={OPERATOR} />
    </Legal>
  );
}

interface Props {
  title: string;
  description: string;
  children: ReactNode;
}

function Legal({ title, description, children }: Props) {
  usePageHead("legal", title, description);
  return <PageFrame>{children}</PageFrame>;
}
