"""Checkpoints of the ledger, and proofs against them."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from functions.documents.envelope import Document, Envelope, Hash, envelope
from functions.domain.checkpoint import parse_note
from functions.domain.world import World
from functions.ports.ledger import Anchor, SignedCheckpoint


class InclusionProof(Document):
    """That an entry is in the tree of a size (RFC 9162, section 2.1.3): hashes, leaf first."""

    index: int
    size: int
    leaf_hash: Hash
    root_hash: Hash
    hashes: list[Hash]


class ConsistencyProof(Document):
    """That the tree of a size begins with the older one (RFC 9162, section 2.1.4)."""

    old_size: int
    old_root_hash: Hash
    size: int
    root_hash: Hash
    hashes: list[Hash]


class AnchorRow(Document):
    """Where else a checkpoint lies."""

    place: str = Field(examples=["s3", "opentimestamps"])
    state: str = Field(examples=["kept", "pending", "complete"])
    detail: str


class CheckpointRow(Document):
    """One signed checkpoint."""

    size: int
    root_hash: Hash
    signed_at: datetime
    note: str = Field(description="The signed note, as C2SP's tlog-checkpoint describes it.")
    anchors: list[AnchorRow]


class TimeStampRow(Document):
    """How far the time stamp of a checkpoint is."""

    size: int
    state: str = Field(examples=["pending", "complete"])
    detail: str


class Checkpoints(Envelope):
    """The newest checkpoints, largest first, and the key that signs them."""

    verifier_key: str | None = Field(description="Name, id and Ed25519 key; null: none signs here.")
    checkpoints: list[CheckpointRow]
    time_stamps: list[TimeStampRow] = Field(
        description="The newest time stamps, of checkpoints that may be older than those listed."
    )


def checkpoints(
    world: World,
    verifier_key: str | None,
    kept: Sequence[SignedCheckpoint],
    anchors: Sequence[Anchor],
    time_stamps: Sequence[Anchor],
) -> Checkpoints:
    """The list of checkpoints."""
    return Checkpoints(
        **envelope(world),
        verifier_key=verifier_key,
        time_stamps=[
            TimeStampRow(size=one.size, state=one.state, detail=one.detail) for one in time_stamps
        ],
        checkpoints=[
            CheckpointRow(
                size=one.size,
                root_hash=parse_note(one.note).checkpoint.root.hex(),
                signed_at=one.signed_at,
                note=one.note,
                anchors=_newest(one.size, anchors),
            )
            for one in kept
        ],
    )


def _newest(size: int, anchors: Sequence[Anchor]) -> list[AnchorRow]:
    """The last word on each place."""
    by_place = {one.place: one for one in anchors if one.size == size}
    return [
        AnchorRow(place=one.place, state=one.state, detail=one.detail) for one in by_place.values()
    ]
