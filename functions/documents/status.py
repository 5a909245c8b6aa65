"""What is running, and whether anything is behind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from functions.documents.envelope import Document, Envelope, envelope
from functions.documents.forecast import NextSlot
from functions.documents.headline import lost_parts
from functions.documents.operation import Operation
from functions.domain.world import World
from functions.ports.forecasts import Tally
from functions.ports.ledger import SignedCheckpoint


class Clock(Document):
    """The jobs' clock: the server's in live mode, a row in the database otherwise."""

    now: datetime
    state: Literal["live", "preparing", "catching_up", "running", "ended"]
    starts_at: datetime | None
    caught_up_at: datetime | None
    ends_at: datetime | None
    seconds_per_hour: float


class Dependency(Document):
    """Whether an outside part answered just now."""

    name: str
    ok: bool
    detail: str


class SignedLedger(Document):
    """The newest signed checkpoint, and whether the ledger still begins with it."""

    size: int
    signed_at: datetime
    holds: bool = Field(description="False: the ledger is not what was signed.")


class StatusDocument(Envelope):
    """Is it running, and is anything behind?

    Figures of the world are by its own clock, `operation` is by the wall clock.
    """

    health: Literal["ok", "degraded"] = Field(
        description=(
            "Degraded: forecasts may be missed, or the ledger is not what was signed or not signed"
            " in time, or a part is down or failing; `degraded_because` says why."
        )
    )
    degraded_because: list[str]
    clock: Clock
    candles: int
    missing_hours: int
    issued: int
    missed: int
    scored: int
    matured_unscored: int
    ledger_size: int
    checkpoint: SignedLedger | None = Field(description="Null before the first is signed.")
    next_slots: list[NextSlot]
    dependencies: list[Dependency]
    operation: Operation


class Version(Document):
    """What is running."""

    product: Literal["candor"]
    version: str
    commit: str
    python: str
    environment: str


class Health(Document):
    """The process answers; no dependency is asked."""

    status: Literal["ok"]


class Problem(Document):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    trace_id: str


def status(
    world: World,
    hours: tuple[int, int],
    tallies: Sequence[Tally],
    ledger_size: int,
    slots: list[NextSlot],
    dependencies: list[Dependency],
    degraded_because: Sequence[str] = (),
    newest: SignedCheckpoint | None = None,
    *,
    ledger_holds: bool = True,
    operation: Operation,
) -> StatusDocument:
    """Counts over all horizons; `hours` are those present and missing.

    What the operation has lost is a reason after those that are given.
    """
    because = [*degraded_because, *lost_parts(operation.components)]
    return StatusDocument(
        **envelope(world),
        health="degraded" if because else "ok",
        degraded_because=because,
        clock=Clock(
            now=world.clock.now,
            state=world.clock.state.value,
            starts_at=world.clock.starts_at,
            caught_up_at=world.clock.caught_up_at,
            ends_at=world.clock.ends_at,
            seconds_per_hour=world.clock.seconds_per_hour,
        ),
        candles=hours[0],
        missing_hours=hours[1],
        issued=sum(tally.issued for tally in tallies),
        missed=sum(tally.missed for tally in tallies),
        scored=sum(tally.scored for tally in tallies),
        matured_unscored=sum(tally.matured_unscored for tally in tallies),
        ledger_size=ledger_size,
        checkpoint=newest
        and SignedLedger(size=newest.size, signed_at=newest.signed_at, holds=ledger_holds),
        next_slots=slots,
        dependencies=dependencies,
        operation=operation,
    )
