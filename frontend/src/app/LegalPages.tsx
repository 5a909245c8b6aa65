import type { ReactNode } from "react";
import { Imprint } from "../features/legal/Imprint";
import { Privacy } from "../features/legal/Privacy";
import { Terms } from "../features/legal/Terms";
import { hasImageService } from "../lib/imageUrl";
import { OPERATOR } from "../lib/operator";
import "../components/prose.css";
import { PageFrame } from "./PageFrame";
import { IMPRINT, type PageHead, PRIVACY, TERMS } from "./staticHeads";
import { usePageHead } from "./usePageHead";

/** On what terms this is published. */
export function TermsPage() {
  return (
    <Legal head={TERMS}>
      <Terms />
    </Legal>
  );
}

/** What is known of readers. */
export function PrivacyPage() {
  return (
    <Legal head={PRIVACY}>
      <Privacy operator={OPERATOR} hasImageService={hasImageService} />
    </Legal>
  );
}

/** Who answers for this copy of the site. */
export function ImprintPage() {
  return (
    <Legal head={IMPRINT}>
      <Imprint operator={OPERATOR} />
    </Legal>
  );
}

interface Props {
  head: PageHead;
  children: ReactNode;
}

function Legal({ head, children }: Props) {
  usePageHead("legal", head.title, head.description);
  return <PageFrame>{children}</PageFrame>;
}
