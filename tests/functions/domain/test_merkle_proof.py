"""Proofs are RFC 9162's: by Certificate Transparency's vectors, and by every small tree."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.errors import LedgerForked
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.domain.merkle_proof import (
    Range,
    Subtree,
    consistency_path,
    inclusion_path,
    range_hashes,
    require_consistency,
    subtree_hash,
    verify_consistency,
    verify_inclusion,
    wanted_subtrees,
)
from tests.functions.domain.test_ledger import CT_INPUTS, CT_ROOTS, merkle_tree_hash

SIZE_MAX = 40
ENTRIES = [f"entry {index}".encode() for index in range(SIZE_MAX)]
sizes = st.integers(1, SIZE_MAX)


def heads(entries: Sequence[bytes]) -> list[LedgerHead]:
    """The head after each number of entries."""
    found = [LedgerHead()]
    for entry in entries:
        found.append(found[-1].append(leaf_hash(entry)))
    return found


HEADS = heads(ENTRIES)


def proof(path: Sequence[Range], entries: Sequence[bytes] = ENTRIES) -> tuple[bytes, ...]:
    """The path's hashes from what the ledger's rows keep: leaf hashes and frontiers."""
    grown = heads(entries) if entries is not ENTRIES else HEADS
    stored = {
        subtree: subtree_hash(
            subtree.level,
            grown[subtree.last_leaf].frontier,
            leaf_hash(entries[subtree.last_leaf]),
        )
        for subtree in wanted_subtrees(path)
    }
    return range_hashes(path, stored)


def naive_inclusion(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) word for word."""
    if len(entries) == 1:
        return []
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = entries[:split], entries[split:]
    if index < split:
        return [*naive_inclusion(index, left), merkle_tree_hash(right)]
    return [*naive_inclusion(index - split, right), merkle_tree_hash(left)]


def naive_consistency(old: int, entries: Sequence[bytes], *, known: bool = True) -> list[bytes]:
    """SUBPROOF(m, D[n], b) word for word."""
    if old == len(entries):
        return [] if known else [merkle_tree_hash(entries)]
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = entries[:split], entries[split:]
    if old <= split:
        return [*naive_consistency(old, left, known=known), merkle_tree_hash(right)]
    return [*naive_consistency(old - split, right, known=False), merkle_tree_hash(left)]


@pytest.mark.parametrize(
    ("index", "size", "hashes"),
    [
        (0, 1, []),
        (0, 8, [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]),
        (5, 8, [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (1, 5, [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]),
    ],
)  # fmt: skip
def test_certificate_transparencys_inclusion_proofs(
    index: int, size: int, hashes: list[str]
) -> None:
    found = proof(inclusion_path(index, size), CT_INPUTS)
    assert [one.hex() for one in found] == hashes
    root = bytes.fromhex(CT_ROOTS[size])
    assert verify_inclusion(leaf_hash(CT_INPUTS[index]), index, size, found, root)


@pytest.mark.parametrize(
    ("old", "size", "hashes"),
    [
        (1, 1, []),
        (1, 8, [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]),
        (6, 8, [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]),
        (2, 5, [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]),
    ],
)  # fmt: skip
def test_certificate_transparencys_consistency_proofs(
    old: int, size: int, hashes: list[str]
) -> None:
    found = proof(consistency_path(old, size), CT_INPUTS)
    assert [one.hex() for one in found] == hashes
    old_root, root = bytes.fromhex(CT_ROOTS[old]), bytes.fromhex(CT_ROOTS[size])
    assert verify_consistency(old, old_root, size, root, found)


def test_every_leaf_of_every_small_tree_has_the_recursive_definitions_proof() -> None:
    for size in range(1, SIZE_MAX + 1):
        for index in range(size):
            found = proof(inclusion_path(index, size))
            assert list(found) == naive_inclusion(index, ENTRIES[:size])
            assert verify_inclusion(
                leaf_hash(ENTRIES[index]), index, size, found, HEADS[size].root()
            )


def test_every_pair_of_small_trees_has_the_recursive_definitions_proof() -> None:
    for size in range(1, SIZE_MAX + 1):
        for old in range(1, size + 1):
            found = proof(consistency_path(old, size))
            assert list(found) == naive_consistency(old, ENTRIES[:size])
            assert verify_consistency(old, HEADS[old].root(), size, HEADS[size].root(), found)


@given(sizes, st.data())
def test_no_other_leaf_index_or_hash_is_included(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    found = list(proof(inclusion_path(index, size)))
    root, leaf = HEADS[size].root(), leaf_hash(ENTRIES[index])
    assert not verify_inclusion(leaf_hash(b"another"), index, size, found, root)
    other = (
        data.draw(st.integers(0, size - 1).filter(lambda one: one != index), label="other")
        if size > 1
        else None
    )
    if other is not None:
        assert not verify_inclusion(leaf, other, size, found, root)
    assert not verify_inclusion(leaf, index, size, [*found, root], root)
    if found:
        at = data.draw(st.integers(0, len(found) - 1))
        changed = [*found[:at], hashlib.sha256(found[at]).digest(), *found[at + 1 :]]
        assert not verify_inclusion(leaf, index, size, changed, root)


@given(sizes, sizes, st.data())
def test_no_other_history_is_consistent(one: int, other: int, data: st.DataObject) -> None:
    old, size = sorted((one, other))
    found = proof(consistency_path(old, size))
    at = data.draw(st.integers(0, old - 1))
    forked = heads([*ENTRIES[:at], b"rewritten", *ENTRIES[at + 1 :]])
    old_root, root = HEADS[old].root(), HEADS[size].root()
    assert not verify_consistency(old, forked[old].root(), size, root, found)
    assert not verify_consistency(old, old_root, size, forked[size].root(), found)
    with pytest.raises(LedgerForked, match=f"does not begin with the one of {old}"):
        require_consistency((old, forked[old].root()), (size, root), found)
    require_consistency((old, old_root), (size, root), found)


def test_a_ledger_that_shrank_is_forked() -> None:
    with pytest.raises(LedgerForked, match="had 5 entries and now has 3"):
        require_consistency((5, HEADS[5].root()), (3, HEADS[3].root()), ())


def test_every_tree_grew_from_the_empty_one() -> None:
    assert consistency_path(0, 9) == ()
    assert verify_consistency(0, HEADS[0].root(), 9, HEADS[9].root(), ())


def test_leaves_and_sizes_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_path(3, 3)
    with pytest.raises(ValueError, match="did not grow"):
        consistency_path(4, 3)


@given(st.integers(0, 200), st.integers(1, 200))
def test_a_range_is_made_of_few_perfect_subtrees(start: int, length: int) -> None:
    start <<= length.bit_length()  # ranges of proofs begin where a subtree of their size may
    parts = Range(start, start + length).subtrees()
    leaves = [
        leaf for level, index in parts for leaf in range(index << level, (index + 1) << level)
    ]
    assert leaves == list(range(start, start + length))
    assert len(parts) == length.bit_count()
    assert Subtree(0, start).last_leaf == start
