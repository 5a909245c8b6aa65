// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { useElementWidth } from "../../src/lib/useElementWidth";

afterEach(cleanup);

function Place() {
  const [place, width] = useElementWidth<HTMLDivElement>(720);
  return <div ref={place}>{width}</div>;
}

function widthAt(measured: number): string | null {
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue({
    width: measured,
  } as DOMRect);
  const { container } = render(<Place />);
  return container.textContent;
}

it.each([
  [0, "720"],
  [12.4, "160"],
  [360.7, "360"],
])("a place of %s px is drawn as wide as a chart can be", (measured, drawn) => {
  expect(widthAt(measured)).toBe(drawn);
});
