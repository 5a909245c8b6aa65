"""The append-only ledger's Merkle tree (RFC 9162, section 2.1), grown leaf by leaf.

The frontier holds the roots of the perfect subtrees that make up the tree, largest
first: one for each bit set in the size. Appending and taking the root are O(log n).
"""

import hashlib
from dataclasses import dataclass

LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
HASH_BYTES = 32


def leaf_hash(entry: bytes) -> bytes:
    """RFC 9162 leaf hash: SHA-256(0x00 ‖ entry), 32 bytes."""
    return hashlib.sha256(LEAF_PREFIX + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 interior hash: SHA-256(0x01 ‖ left ‖ right), 32 bytes."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """A tree of `size` leaves; `frontier` has one 32-byte hash per set bit of `size`."""

    size: int = 0
    frontier: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a frontier that cannot belong to the size."""
        if self.size < 0 or len(self.frontier) != self.size.bit_count():
            raise ValueError(f"{len(self.frontier)} subtrees cannot hold {self.size} leaves")
        if any(len(node) != HASH_BYTES for node in self.frontier):
            raise ValueError(f"a hash has {HASH_BYTES} bytes")

    def append(self, leaf: bytes) -> "LedgerHead":
        """The head after one more leaf hash."""
        frontier, node, size = list(self.frontier), leaf, self.size
        while size & 1:
            node = node_hash(frontier.pop(), node)
            size >>= 1
        return LedgerHead(self.size + 1, (*frontier, node))

    def root(self) -> bytes:
        """The Merkle tree hash; SHA-256 of nothing for an empty ledger."""
        if not self.frontier:
            return hashlib.sha256(b"").digest()
        root = self.frontier[-1]
        for node in reversed(self.frontier[:-1]):
            root = node_hash(node, root)
        return root
