"""`issue`: one forecast for every announced slot in time; what is too late is `missed`."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.domain.errors import ArtifactRefused, InsufficientData, NotFound, VendorError
from functions.domain.horizon import Horizon, Schedule, Slot
from functions.domain.issuing import issue_records
from functions.domain.metrics.business import ISSUE_DELAY
from functions.domain.model import WINDOW_HOURS
from functions.domain.record import missed_record
from functions.domain.units import HOUR
from functions.domain.world import World
from functions.jobs.artifacts import champion_artifact
from functions.logs.context import about, note
from functions.ports.services import Services

SLOTS_PER_RUN_MAX = 10_000
MISSED_SHOWN_MAX = 10
TOO_LATE = "settled by another run, or its deadline passed while it was computed"
MISSED_REASON = "not issued by the deadline"

logger = logging.getLogger("candor.jobs")


@dataclass(frozen=True, slots=True)
class IssueReport:
    """What `issue` did: ids issued and missed, slots still waiting and why."""

    issued: tuple[str, ...]
    missed: tuple[str, ...]
    waiting: Mapping[str, str]
    more: bool

    @property
    def wrote(self) -> bool:
        """Whether readers have something new to see."""
        return bool(self.issued or self.missed)

    @property
    def unfinished(self) -> bool:
        """Whether a run in a few minutes may issue what this one could not."""
        return self.more or any(reason != TOO_LATE for reason in self.waiting.values())


async def issue(services: Services) -> IssueReport:
    """Settle every open slot: issue what is in time, mark the rest missed.

    One transaction a slot. Raises VendorError when the database or the candles fail.
    """
    world = await services.world.read()
    schedules = await services.ledger.schedules()
    settled = await services.forecasts.last_settled()
    slots = open_slots(schedules, settled, world.clock.now)
    missed, issued = [], []
    waiting: dict[str, str] = {}
    batch = slots[:SLOTS_PER_RUN_MAX]
    for slot in (slot for slot in batch if slot.deadline < world.clock.now):
        body = missed_record(world, slot, MISSED_REASON)
        with about(slot=slot.id):
            if await services.forecasts.miss(slot, MISSED_REASON, body):
                missed.append(slot.id)
    in_time = [slot for slot in batch if slot.deadline >= world.clock.now]
    if in_time:
        bodies, waiting = await _decide(services, world, in_time)
        for slot, body in bodies.items():
            with about(slot=slot.id):
                if await services.forecasts.issue(slot, world.clock.now, body):
                    issued.append(slot.id)
                    delay_s = (world.clock.now - slot.cutoff).total_seconds()
                    services.meter.observe(ISSUE_DELAY, delay_s, horizon=slot.horizon.value)
                    logger.info("issued")
                else:
                    waiting[slot.id] = TOO_LATE
    _tell(missed, waiting)
    return IssueReport(tuple(issued), tuple(missed), waiting, more=len(slots) > len(batch))


def _tell(missed: Sequence[str], waiting: Mapping[str, str]) -> None:
    """Log what was not issued: after a long outage one line, not one a slot."""
    if missed:
        shown = ", ".join(missed[:MISSED_SHOWN_MAX])
        logger.warning("missed %d slots: %s", len(missed), shown, extra={"missed": len(missed)})
    for slot, reason in waiting.items():
        logger.info("waits: %s", reason, extra={"slot": slot})


def open_slots(
    schedules: Sequence[Schedule], settled: Mapping[Horizon, datetime], now: datetime
) -> list[Slot]:
    """Announced slots whose cutoff has come and that nothing has settled, oldest first."""
    return sorted(
        slot
        for schedule in schedules
        for slot in schedule.slots(
            after=settled.get(schedule.horizon, schedule.valid_from - HOUR), until=now
        )
    )


async def _decide(
    services: Services, world: World, slots: Sequence[Slot]
) -> tuple[dict[Slot, bytes], dict[str, str]]:
    """The record of each slot that can be issued, and why the others wait.

    All slots are of one cutoff: the issue window is shorter than the hour between two.
    """
    cutoff = slots[0].cutoff
    champion = await services.models.champion()
    if champion is None:
        return {}, dict.fromkeys((slot.id for slot in slots), "there is no champion model yet")
    note(model_digest=champion.digest)
    try:
        artifact = await champion_artifact(services, champion)
    except (ArtifactRefused, NotFound, VendorError) as reason:
        # No other model may speak in the champion's name (docs/decisions/0005).
        said = f"the champion's artifact cannot be had: {reason}"
        return {}, dict.fromkeys((slot.id for slot in slots), said)
    window = await services.candles.window(cutoff, WINDOW_HOURS, world.clock.now)
    try:
        code_version = services.code_version
        return issue_records(world, slots, champion, artifact, window, code_version), {}
    except InsufficientData as reason:
        return {}, dict.fromkeys((slot.id for slot in slots), str(reason))
