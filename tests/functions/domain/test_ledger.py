"""The incremental tree has the roots of RFC 9162's recursive definition, and of its vectors."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.ledger import LedgerHead, leaf_hash, node_hash

# The inputs and roots with which Certificate Transparency's implementations are tested.
CT_INPUTS = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(entries: Sequence[bytes]) -> LedgerHead:
    head = LedgerHead()
    for entry in entries:
        head = head.append(leaf_hash(entry))
    return head


def merkle_tree_hash(entries: Sequence[bytes]) -> bytes:
    """MTH(D[n]) word for word: split at the largest power of two below n."""
    count = len(entries)
    if count == 0:
        return hashlib.sha256(b"").digest()
    if count == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < count:
        split *= 2
    left, right = merkle_tree_hash(entries[:split]), merkle_tree_hash(entries[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize(("size", "root"), list(enumerate(CT_ROOTS)))
def test_the_roots_are_those_of_certificate_transparency(size: int, root: str) -> None:
    assert grown(CT_INPUTS[:size]).root().hex() == root


def test_every_size_up_to_300_has_the_root_of_the_recursive_definition() -> None:
    entries = [f"entry {index}".encode() for index in range(300)]
    head = LedgerHead()
    for size in range(301):
        assert (head.size, head.root()) == (size, merkle_tree_hash(entries[:size]))
        if size < 300:
            head = head.append(leaf_hash(entries[size]))


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_any_entries_have_the_root_of_the_recursive_definition(entries: list[bytes]) -> None:
    assert grown(entries).root() == merkle_tree_hash(entries)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_changing_any_entry_changes_the_root(entries: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    changed = [*entries[:index], entries[index] + b"!", *entries[index + 1 :]]
    assert grown(changed).root() != grown(entries).root()


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_the_frontier_has_one_subtree_for_each_bit_of_the_size(entries: list[bytes]) -> None:
    head = grown(entries)
    assert len(head.frontier) == f"{len(entries):b}".count("1")
    assert LedgerHead(head.size, head.frontier) == head


def test_a_leaf_is_never_taken_for_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
    assert leaf_hash(b"\x01" + left + right) != node_hash(left, right)


def test_appending_leaves_the_earlier_head_as_it_was() -> None:
    before = grown(CT_INPUTS[:3])
    before.append(leaf_hash(b"later"))
    assert before.root().hex() == CT_ROOTS[3]


NODE = bytes(32)


@pytest.mark.parametrize(
    ("size", "frontier"),
    [
        (0, (NODE,)),
        (1, ()),
        (2, (NODE, NODE)),
        (3, (NODE,)),
        (255, (NODE,) * 7),
        (256, (NODE,) * 8),
        (-1, (NODE,)),
        (-3, (NODE, NODE)),
    ],
)
def test_a_frontier_that_cannot_belong_to_the_size_is_refused(
    size: int, frontier: tuple[bytes, ...]
) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        LedgerHead(size, frontier)


@pytest.mark.parametrize("leaf", [b"", bytes(31), bytes(33), b"a" * 64])
def test_what_is_not_a_hash_is_no_leaf(leaf: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        LedgerHead().append(leaf)
    with pytest.raises(ValueError, match="32 bytes"):
        LedgerHead(1, (leaf,))
