"""Tiles are named and filled as C2SP's tlog-tiles says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.errors import InvalidInput
from functions.domain.merkle_proof import Subtree
from functions.domain.tiles import (
    TILE_WIDTH,
    Span,
    Tile,
    bundle,
    parse_level,
    parse_span,
    span_path,
)


@given(st.integers(0, 10**12), st.integers(1, TILE_WIDTH))
def test_a_name_is_read_back(index: int, width: int) -> None:
    assert parse_span(span_path(Span(index, width))) == Span(index, width)


@pytest.mark.parametrize(
    "text",
    ["", "0", "00", "0000", "x000/000", "x001", "001/002", "x01/002", "000.p/0", "000.p/256",
     "000.p/05", "000.p/", "000.p", "-01", "000/", "/000", "000 ", "\u0660\u0661\u0662",
     "x000/x001/000", "000.p/1/2"],
)  # fmt: skip
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="names no tile"):
        parse_span(text)


@pytest.mark.parametrize("text", ["", "8", "01", "-1", "x", "1.0", "\u0661"])
def test_levels_are_small_whole_numbers(text: str) -> None:
    with pytest.raises(InvalidInput, match="no level of tiles"):
        parse_level(text)
    assert [parse_level(str(level)) for level in range(8)] == list(range(8))


def test_a_tile_holds_the_hashes_of_subtrees_eight_levels_apart() -> None:
    tile = Tile(1, Span(2, 3))
    assert tile.subtrees == (Subtree(8, 512), Subtree(8, 513), Subtree(8, 514))
    assert tile.leaves == 515 * 256
    assert tile.path == "1/002.p/3"
    assert Tile(0, Span(1, 256)).leaves == 512


def test_a_bundle_puts_its_length_before_each_entry() -> None:
    assert bundle([b"", b"ab", b"c" * 258]) == b"\0\0\0\2ab\1\2" + b"c" * 258
    with pytest.raises(ValueError, match="fits no bundle"):
        bundle([b"x" * 65_536])
