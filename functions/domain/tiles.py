"""The ledger as immutable files: tiles of hashes and bundles of entries (C2SP tlog-tiles).

A tile at level L and number N holds the hashes of 256 neighbouring perfect subtrees of
height 8·L; a bundle holds 256 neighbouring entries. The newest of each may be partial:
its width then stands in its name, so that whatever a name says never changes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from functions.domain.errors import InvalidInput
from functions.domain.merkle_proof import Subtree

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
LEVEL_MAX = 7
"""2^64 leaves; C2SP allows levels to 63, no ledger reaches them."""

BUNDLE = "entries"
_NUMBER = re.compile(r"(?:x[0-9]{3}/){0,6}[0-9]{3}", re.ASCII)
_PARTIAL = re.compile(r"(.+)\.p/([1-9][0-9]{0,2})", re.ASCII)


class Span(NamedTuple):
    """The `width` items of the tile or bundle with a number: items [256·number, … + width)."""

    number: int
    width: int

    @property
    def start(self) -> int:
        """Its first item."""
        return self.number * TILE_WIDTH


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile's place: level, and which of that level's nodes it holds."""

    level: int
    span: Span

    @property
    def path(self) -> str:
        """Below `/tile/`."""
        return f"{self.level}/{span_path(self.span)}"

    @property
    def subtrees(self) -> tuple[Subtree, ...]:
        """The perfect subtrees whose hashes it holds, in order."""
        height = self.level * TILE_HEIGHT
        return tuple(Subtree(height, self.span.start + i) for i in range(self.span.width))

    @property
    def leaves(self) -> int:
        """The size of the smallest tree that has it."""
        return (self.span.start + self.span.width) << (self.level * TILE_HEIGHT)


def span_path(span: Span) -> str:
    """Number in groups of three digits, all but the last marked with x; width if partial.

    >>> span_path(Span(1234067, 256)), span_path(Span(0, 5))
    ('x001/x234/067', '000.p/5')
    """
    digits = f"{span.number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if span.width == TILE_WIDTH else f"{path}.p/{span.width}"


def parse_span(text: str) -> Span:
    """The span a path names; InvalidInput for any other spelling of it."""
    partial = _PARTIAL.fullmatch(text)
    number, width = (partial[1], int(partial[2])) if partial else (text, TILE_WIDTH)
    if _NUMBER.fullmatch(number):
        span = Span(int(number.replace("x", "").replace("/", "")), width)
        if span_path(span) == text:
            return span
    raise InvalidInput(f"{text!r} names no tile; tiles are named like x001/x234/067 or 000.p/5")


def parse_level(text: str) -> int:
    """A tile's level; InvalidInput when it is none."""
    if text.isascii() and text.isdigit() and str(int(text)) == text and int(text) <= LEVEL_MAX:
        return int(text)
    raise InvalidInput(f"{text!r} is no level of tiles; levels are 0 to {LEVEL_MAX}, and {BUNDLE}")


def bundle(bodies: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry behind its length, two bytes, big-endian.

    Raises ValueError for an entry that no bundle can hold.
    """
    parts = []
    for body in bodies:
        if len(body) >= 1 << 16:
            raise ValueError(f"an entry of {len(body)} bytes fits no bundle")
        parts += [len(body).to_bytes(2, "big"), body]
    return b"".join(parts)
