import { contactHref, type Operator } from "../../lib/operator";

/** How to reach who runs this copy, in a sentence. */
export function Contact({ operator: { contact } }: { operator: Operator }) {
  if (contact === null) {
    return <>Whoever runs this copy has not said how to reach them.</>;
  }
  return (
    <>
      Write to <a href={contactHref(contact)}>{contact}</a>.
    </>
  );
}
