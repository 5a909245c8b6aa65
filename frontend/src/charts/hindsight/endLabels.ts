/** Labels beside the end of a chart, none over another. */

export interface EndLabel {
  /** Where it belongs, and where there is room for it, in pixels from the top. */
  anchor: number;
  position: number;
  label: string;
  kind: "edge" | "median" | "outcome";
}

const LABEL_GAP_PX = 16;

/** The same labels, top first, moved apart as little as their height takes. */
export function spread(labels: readonly EndLabel[], top: number, bottom: number): EndLabel[] {
  const sorted = [...labels].sort((one, other) => one.anchor - other.anchor);
  const room = bottom - (sorted.length - 1) * LABEL_GAP_PX;
  let least = top;
  const down = sorted.map((one, index) => {
    const position = Math.max(least, Math.min(one.anchor, room + index * LABEL_GAP_PX));
    least = position + LABEL_GAP_PX;
    return { ...one, position };
  });
  return down.map((one, index) => {
    // Those pushed down give half of it back, where nothing stands above them.
    const above = down[index - 1];
    const below = down[index + 1];
    const pushes = below !== undefined && below.position - below.anchor > 0;
    if (above !== undefined || !pushes || below.position - one.position > LABEL_GAP_PX) return one;
    const up = Math.min((below.position - below.anchor) / 2, one.position - top);
    return { ...one, position: one.position - Math.max(0, up) };
  });
}
