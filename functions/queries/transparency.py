"""The ledger as a transparency log: checkpoint, tiles, bundles, proofs."""

from functions.documents.checkpoints import (
    ConsistencyProof,
    InclusionProof,
    checkpoints,
)
from functions.documents.envelope import Rendered, render, tagged
from functions.domain.errors import InvalidInput, NotFound
from functions.domain.merkle_proof import (
    Range,
    Subtree,
    consistency_path,
    inclusion_path,
    range_hashes,
    wanted_subtrees,
)
from functions.domain.tiles import Span, Tile, bundle
from functions.domain.world import World
from functions.ports.services import Services

CHECKPOINTS_LISTED = 100
TIME_STAMPS_LISTED = 30


async def read_checkpoint(services: Services) -> tuple[Rendered, World]:
    """The newest signed note. Raises NotFound before the first."""
    world = await services.world.read()
    newest = await services.ledger.checkpoints(1)
    if not newest:
        raise NotFound("no checkpoint has been signed yet")
    return tagged(newest[0].note.encode()), world


async def read_checkpoints(services: Services) -> tuple[Rendered, World]:
    """The newest checkpoints and their key."""
    world = await services.world.read()
    kept = await services.ledger.checkpoints(CHECKPOINTS_LISTED)
    anchors = await services.ledger.anchors([one.size for one in kept])
    stamps = await services.ledger.time_stamps(TIME_STAMPS_LISTED)
    return render(checkpoints(world, verifier_key(services), kept, anchors, stamps)), world


def verifier_key(services: Services) -> str | None:
    """The key that checkpoints are signed with, as text."""
    return str(services.note_signer.verifier) if services.note_signer else None


async def read_tile(services: Services, tile: Tile) -> tuple[Rendered, World]:
    """A tile's hashes, one after the other. Raises NotFound while it is not complete."""
    world = await services.world.read()
    hashes = await services.ledger.subtrees(tile.subtrees)
    if len(hashes) < tile.span.width:
        raise NotFound(f"tile {tile.path} needs {tile.leaves} entries, and there are fewer")
    return tagged(b"".join(hashes[one] for one in tile.subtrees)), world


async def read_bundle(services: Services, span: Span) -> tuple[Rendered, World]:
    """A bundle of entries. Raises NotFound while it is not complete."""
    world = await services.world.read()
    entries = await services.ledger.page(span.start - 1, span.width)
    if len(entries) < span.width:
        raise NotFound(f"the bundle needs {span.start + span.width} entries, and there are fewer")
    return tagged(bundle(entry.body for entry in entries)), world


async def read_inclusion(
    services: Services, index: int, size: int | None
) -> tuple[Rendered, World]:
    """Proof that an entry is in the tree of a size, the newest one's unless told otherwise."""
    world = await services.world.read()
    head = await services.ledger.head(size)
    if not 0 <= index < head.size:
        raise NotFound(f"a ledger of {head.size} entries has no entry {index}")
    path = (Range(index, index + 1), *inclusion_path(index, head.size))
    hashes = await services.ledger.subtrees(wanted_subtrees(path))
    proof = InclusionProof(
        index=index,
        size=head.size,
        leaf_hash=hashes[Subtree(0, index)].hex(),
        root_hash=head.root().hex(),
        hashes=[one.hex() for one in range_hashes(path[1:], hashes)],
    )
    return render(proof), world


async def read_consistency(
    services: Services, old_size: int, size: int | None
) -> tuple[Rendered, World]:
    """Proof that the tree of a size, or the newest, begins with the one of `old_size`."""
    world = await services.world.read()
    head = await services.ledger.head(size)
    if old_size > head.size:
        raise InvalidInput(f"`from` is at most the newer size, {head.size}")
    old = await services.ledger.head(old_size)
    path = consistency_path(old_size, head.size)
    hashes = await services.ledger.subtrees(wanted_subtrees(path))
    proof = ConsistencyProof(
        old_size=old_size,
        old_root_hash=old.root().hex(),
        size=head.size,
        root_hash=head.root().hex(),
        hashes=[one.hex() for one in range_hashes(path, hashes)],
    )
    return render(proof), world
