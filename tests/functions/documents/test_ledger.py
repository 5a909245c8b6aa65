"""A page of the ledger can be checked by hand and says where the next one begins."""

import hashlib

import pytest

from functions.documents.ledger import ledger
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.ports.ledger import LedgerEntry
from tests.functions.documents.settled import WORLD, T

BODIES = [f'{{"text":"€ {index}"}}'.encode() for index in range(5)]


def entries(start: int, end: int) -> list[LedgerEntry]:
    return [
        LedgerEntry(index, "forecast", T, BODIES[index], leaf_hash(BODIES[index]))
        for index in range(start, end)
    ]


def head() -> LedgerHead:
    tree = LedgerHead()
    for body in BODIES:
        tree = tree.append(leaf_hash(body))
    return tree


def test_the_leaf_hash_can_be_computed_from_the_text() -> None:
    for entry in ledger(WORLD, head(), entries(0, 5), 10).entries:
        assert hashlib.sha256(b"\0" + entry.body.encode()).hexdigest() == entry.leaf_hash


def test_size_and_root_are_those_of_the_whole_tree() -> None:
    page = ledger(WORLD, head(), entries(0, 2), 2)
    assert (page.size, page.root_hash) == (5, head().root().hex())


@pytest.mark.parametrize(
    ("start", "end", "limit", "next_after"),
    [
        (0, 2, 2, 1),
        (2, 4, 2, 3),
        (4, 5, 2, None),
        (3, 5, 2, None),
        (0, 5, 5, None),
        (0, 5, 9, None),
    ],
)
def test_a_page_is_followed_by_another_exactly_when_entries_are_left(
    start: int, end: int, limit: int, next_after: int | None
) -> None:
    assert ledger(WORLD, head(), entries(start, end), limit).next_after == next_after


def test_an_empty_ledger_has_the_root_of_nothing() -> None:
    page = ledger(WORLD, LedgerHead(), [], 50)
    assert (page.size, page.entries, page.next_after) == (0, [], None)
    assert page.root_hash == hashlib.sha256(b"").hexdigest()
