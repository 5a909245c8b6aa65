"""Inclusion and consistency proofs of the ledger's Merkle tree (RFC 9162, section 2.1).

A proof is a list of hashes of ranges of leaves. Each range is made of perfect subtrees,
and a perfect subtree's hash can be had from two neighbouring rows of the ledger, because
every row keeps the tree's frontier. So no proof needs more than a few rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from functions.domain.errors import LedgerForked
from functions.domain.ledger import node_hash


class Subtree(NamedTuple):
    """The perfect subtree over the leaves [number·2^level, (number + 1)·2^level)."""

    level: int
    number: int

    @property
    def last_leaf(self) -> int:
        """Index of its rightmost leaf."""
        return ((self.number + 1) << self.level) - 1


class Range(NamedTuple):
    """The leaves [start, stop) under one node of the tree."""

    start: int
    stop: int

    def subtrees(self) -> tuple[Subtree, ...]:
        """The largest perfect subtrees that make it up, left to right."""
        found = []
        start, left = self.start, self.stop - self.start
        while left:
            level = left.bit_length() - 1
            found.append(Subtree(level, start >> level))
            start, left = start + (1 << level), left - (1 << level)
        return tuple(found)


def inclusion_path(index: int, size: int) -> tuple[Range, ...]:
    """The ranges whose hashes prove leaf `index` of a tree of `size` leaves, sibling first.

    PATH(m, D[n]) of section 2.1.3.1. Raises ValueError for a leaf that the tree has not.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    path, start, stop = [], 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(Range(middle, stop))
            stop = middle
        else:
            path.append(Range(start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_path(old_size: int, size: int) -> tuple[Range, ...]:
    """The ranges whose hashes prove that a tree grew from one of `old_size` leaves.

    PROOF(m, D[n]) of section 2.1.4.1; empty where there is nothing to prove. Raises
    ValueError where the older tree is the larger one.
    """
    if not 0 <= old_size <= size:
        raise ValueError(f"a tree of {size} leaves did not grow from one of {old_size}")
    if old_size in {0, size}:
        return ()
    path, start, stop = [], 0, size
    # Down to the node that ends with the old tree; its hash is the old root when it begins there.
    while stop != old_size:
        middle = start + _split(stop - start)
        if old_size <= middle:
            path.append(Range(middle, stop))
            stop = middle
        else:
            path.append(Range(start, middle))
            start = middle
    if start > 0:
        path.append(Range(start, stop))
    return tuple(reversed(path))


def wanted_subtrees(path: Iterable[Range]) -> frozenset[Subtree]:
    """Every perfect subtree that a path needs."""
    return frozenset(subtree for one in path for subtree in one.subtrees())


def range_hashes(path: Iterable[Range], hashes: Mapping[Subtree, bytes]) -> tuple[bytes, ...]:
    """The path's hashes, from those of its perfect subtrees."""
    return tuple(_joined([hashes[subtree] for subtree in one.subtrees()]) for one in path)


def subtree_hash(level: int, frontier_before: Sequence[bytes], last_leaf: bytes) -> bytes:
    """Hash of a perfect subtree from its last leaf and the frontier just before that leaf.

    Before its last leaf, a subtree of 2^level leaves is the frontier's `level` newest nodes.
    """
    newest = frontier_before[len(frontier_before) - level :]
    return _joined([*newest, last_leaf])


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof leads from the leaf's hash to the root (section 2.1.3.2)."""
    path = inclusion_path(index, size)
    if len(path) != len(proof):
        return False
    node = leaf
    for sibling, beside in zip(proof, path, strict=True):
        node = node_hash(sibling, node) if beside.start < index else node_hash(node, sibling)
    return node == root


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows the newer tree to begin with the older one (section 2.1.4.2)."""
    path = consistency_path(old_size, size)
    if len(path) != len(proof):
        return False
    if old_size == size:
        return old_root == root
    if old_size == 0:
        return True
    hashes = dict(zip(path, proof, strict=True))
    begun = path[0].stop == old_size and path[0].start > 0
    old = new = hashes[path[0]] if begun else old_root
    for beside in path[begun:]:
        if beside.start < old_size:
            old, new = node_hash(hashes[beside], old), node_hash(hashes[beside], new)
        else:
            new = node_hash(new, hashes[beside])
    return (old, new) == (old_root, root)


def require_consistency(
    old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]
) -> None:
    """Raise LedgerForked unless the newer (size, root) begins with the older one."""
    (old_size, old_root), (size, root) = old, new
    if size < old_size:
        raise LedgerForked(f"the ledger had {old_size} entries and now has {size}")
    if not verify_consistency(old_size, old_root, size, root, proof):
        raise LedgerForked(
            f"the ledger of {size} entries does not begin with the one of {old_size}"
            f" whose root was {old_root.hex()}"
        )


def _split(size: int) -> int:
    """The largest power of two below a size of at least two."""
    return 1 << ((size - 1).bit_length() - 1)


def _joined(hashes: Sequence[bytes]) -> bytes:
    node = hashes[-1]
    for left in reversed(hashes[:-1]):
        node = node_hash(left, node)
    return node
