/** What to say above all else of a page that is not the public one; null where it is. */
export function environmentNotice(
  builtFor: string | undefined,
  apiIsOf: string | undefined,
): string | null {
  if (builtFor !== undefined && apiIsOf !== undefined && builtFor !== apiIsOf) {
    return `This page was built for ${builtFor} and reads the API of ${apiIsOf}: do not rely on it.`;
  }
  return builtFor === "staging"
    ? "Staging: this is where changes to Candor are tried. Its record is not the public one."
    : null;
}
