"""The forecast as one drawing, for pages that show images only: SVG that needs no stylesheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from functions.documents.embed.view import View
from functions.documents.embed.words import ADVICE, first, gone, notices
from functions.documents.forecast import Forecast
from functions.documents.horizons import HORIZON_FACTS
from functions.documents.sentence import chance_of
from functions.documents.theme import Theme
from functions.documents.wording import MODE_LABELS, exact_dollars, full_time

FAMILY = "Inter"
_EM_PER_CHARACTER = 0.56
"""What a character of a sentence takes at most, on average; the drawings are looked at."""
_MARK = "M6 16 L26 6 V26 Z", "M6 16 L26 11 V21 Z"
"""The mark, as in `frontend/public/favicon.svg`."""

Word = tuple[tuple[str, bool], ...]
"""What stays on one line: its pieces, and whether each is set apart."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures in pixels; without a height it follows from what is drawn."""

    width: int
    padding: int
    heading_px: int
    text_px: int
    fan_scale: float
    """By how much the chart, which is drawn for reading at arm's length, is enlarged."""
    fan_px: int
    """Its height; with a height of the whole, the least."""
    height: int | None = None

    @property
    def inner(self) -> int:
        """What the padding leaves of the width."""
        return self.width - 2 * self.padding


OPEN_GRAPH = Layout(1200, 52, 42, 24, fan_scale=1.55, fan_px=240, height=630)
EMBEDDED = {
    360: Layout(360, 16, 19, 12, fan_scale=1.0, fan_px=200),
    480: Layout(480, 18, 22, 13, fan_scale=1.0, fan_px=220),
    720: Layout(720, 22, 26, 14, fan_scale=1.1, fan_px=300),
    960: Layout(960, 28, 32, 16, fan_scale=1.3, fan_px=380),
    1200: Layout(1200, 36, 38, 19, fan_scale=1.5, fan_px=460),
}
"""By width: few, so that a CDN keeps all of them."""


def picture(view: View, theme: Theme, layout: Layout) -> str:
    """Sentence, chart, and when it was issued, as an SVG document."""
    if view.staleness in {"old", "gone"}:  # to be read, no longer what catches the eye
        theme = {**theme, "accent": theme["ink-3"]}
    pen = _Pen(theme, layout)
    adjective, mode = HORIZON_FACTS[view.horizon].adjective, view.latest.mode
    pen.top(f"{adjective} forecast" if mode == "live" else MODE_LABELS[mode])
    forecast = view.forecast
    if forecast is None or view.staleness == "gone":
        words = first(view) if forecast is None else gone(view, forecast)
        pen.paragraph(_plain(words.title), layout.heading_px, "ink")
        pen.paragraph(_plain(words.more), layout.text_px, "ink-2")
    else:
        said = view.sentence(forecast)
        pen.paragraph(list(_sentence(view, forecast)), layout.heading_px, "ink")
        pen.paragraph(_plain(said.complement), layout.text_px, "ink-2")
        for notice in notices(view, forecast):
            pen.paragraph(_plain(notice), layout.text_px, "warn-ink")
    foot = round(1.35 * layout.text_px + 0.75 * layout.padding)
    fan_px = layout.fan_px if layout.height is None else layout.height - pen.y - foot
    pen.fan(view, fan_px)
    pen.foot(_issued(forecast), ADVICE)
    return pen.document()


def _sentence(view: View, forecast: Forecast) -> Iterator[Word]:
    said = view.sentence(forecast)
    yield ((f"By {said.at}", False),)
    yield from _plain(chance_of(said.subject))
    yield (said.low, True), ("and", False), (said.high, True)


def _plain(text: str) -> list[Word]:
    return [((word, False),) for word in text.split()]


def _issued(forecast: Forecast | None) -> str:
    if forecast is None:
        return ""
    record = forecast.record
    price = exact_dollars(float(record.reference_price))
    return f"Issued {full_time(record.issued_at)} at {price}"


class _Pen:
    """Writes from top to bottom; `y` is how far it has come."""

    def __init__(self, theme: Theme, layout: Layout) -> None:
        self._theme = theme
        self._layout = layout
        self._drawn: list[str] = []
        self.y = layout.padding

    def top(self, right: str) -> None:
        """The mark and the name, and what this is on the right."""
        size = round(self._layout.text_px * 1.45)
        left, accent = self._layout.padding, self._theme["accent"]
        outer, inner = _MARK
        self._drawn.append(
            f'<g transform="translate({left} {self.y}) scale({size / 32})">'
            f'<rect width="32" height="32" rx="7" fill="{accent}"/>'
            f'<path d="{outer}" fill="{self._theme["paper"]}" fill-opacity=".45"/>'
            f'<path d="{inner}" fill="{self._theme["paper"]}"/></g>'
        )
        base = self.y + round(size * 0.78)
        self._text(left + round(size * 1.35), base, round(size * 0.88), "ink", "Candor", "600")
        self._right(base, right)
        self.y += size + round(self._layout.text_px * 0.7)

    def paragraph(self, words: Sequence[Word], size: int, ink: str) -> None:
        """Words in as many lines as they need."""
        line_px = round(size * 1.24)
        for line in self._lines(words, size):
            self.y += line_px
            said = " ".join(self._piece(*piece) for word in line for piece in word)
            self._text(self._layout.padding, self.y - round(size * 0.25), size, ink, said)
        self.y += round(size * 0.25)

    def fan(self, view: View, height: int) -> None:
        """The chart, as wide as there is room."""
        scale, left = self._layout.fan_scale, self._layout.padding
        size = round(self._layout.inner / scale), round(height / scale)
        drawn = view.fan(*size, self._theme)
        if drawn:
            self._drawn.append(
                f'<g transform="translate({left} {self.y}) scale({scale})">{drawn}</g>'
            )
            self.y += height

    def foot(self, left: str, right: str) -> None:
        """The last line, or two where one is too short."""
        size, inner = self._layout.text_px, self._layout.inner
        if (len(left) + len(right) + 4) * size * _EM_PER_CHARACTER > inner:
            self._text(self._layout.padding, self._next(size), size, "ink-3", escape(left))
            self._text(self._layout.padding, self._next(size), size, "ink-3", escape(right))
            return
        base = self._next(size)
        self._text(self._layout.padding, base, size, "ink-3", escape(left))
        self._right(base, right)

    def document(self) -> str:
        """Everything drawn, on paper."""
        width = self._layout.width
        height = self._layout.height or self.y + round(self._layout.padding * 0.8)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}" font-family="{FAMILY}">'
            f'<rect width="{width}" height="{height}" fill="{self._theme["paper"]}"/>'
            f"{''.join(self._drawn)}</svg>"
        )

    def _next(self, size: int) -> int:
        self.y += round(size * 1.35)
        return self.y

    def _right(self, base: int, content: str) -> None:
        self._drawn.append(
            f'<text x="{self._layout.width - self._layout.padding}" y="{base}" text-anchor="end"'
            f' font-size="{self._layout.text_px}" fill="{self._theme["ink-3"]}">'
            f"{escape(content)}</text>"
        )

    def _text(self, x: int, y: int, size: int, ink: str, content: str, weight: str = "400") -> None:
        self._drawn.append(
            f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}"'
            f' fill="{self._theme[ink]}">{content}</text>'
        )

    def _piece(self, content: str, is_set_apart: bool) -> str:  # noqa: FBT001 - as in a Word
        if not is_set_apart:
            return escape(content)
        return f'<tspan font-weight="600" fill="{self._theme["accent"]}">{content}</tspan>'

    def _lines(self, words: Sequence[Word], size: int) -> list[list[Word]]:
        most = self._layout.inner / (size * _EM_PER_CHARACTER)
        lines: list[list[Word]] = []
        room = 0.0
        for word in words:
            length = sum(len(text) + 1 for text, _ in word)
            if lines and length <= room:
                lines[-1].append(word)
                room -= length
            else:
                lines.append([word])
                room = most - length
        return lines
