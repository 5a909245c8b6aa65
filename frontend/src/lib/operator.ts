/** Who runs this copy, as it was built; null where nobody has said. */

export interface Operator {
  name: string | null;
  /** An e-mail or an https address. */
  contact: string | null;
}

export const OPERATOR: Operator = {
  name: import.meta.env.VITE_CANDOR_OPERATOR || null,
  contact: import.meta.env.VITE_CANDOR_CONTACT || null,
};

/** Where a link to the contact leads. */
export function contactHref(contact: string): string {
  return contact.startsWith("https://") ? contact : `mailto:${contact}`;
}
