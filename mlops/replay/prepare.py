"""Brings a world to the point where the ticker can take over: resumable, each step once."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from functions.adapters.postgres.migrate import migrate
from functions.adapters.postgres.world_owner import WorldOwner
from functions.bootstrap import Bootstrapped
from functions.domain.errors import InsufficientData
from functions.domain.world import Clock, Mode
from functions.jobs.announce import announce
from functions.jobs.ingest import IngestReport, ingest
from functions.ports.services import Services
from functions.queries.venue_failures import keep_venue_failures
from mlops.local.world_choice import WorldChoice
from mlops.replay.drive import Driven, drive
from mlops.replay.opening import Opening, open_replay, open_simulation
from mlops.storage.training_stores import TrainingStores
from mlops.training.deliver import Delivery
from mlops.training.logbook import Logbook
from mlops.training.train import TrainReport, train

RETRY_S = 60.0
LOOK_AHEAD = timedelta(hours=2)
"""Slots come hourly."""


class Narrator(Protocol):
    """Is told what happens, to show it."""

    def step(self, title: str) -> None:
        """A step begins."""

    def share(self, detail: str, share: float) -> None:
        """How much of the step is done, in [0, 1]."""

    def opened(self, opening: Opening) -> None:
        """The world was opened."""

    def ingested(self, report: IngestReport) -> None:
        """The candles known so far are stored."""

    def trained(self, report: TrainReport) -> None:
        """A model was trained."""

    def logged(self, delivery: Delivery) -> None:
        """MLflow was told of the training, or it waits."""

    def waiting(self, reason: str, seconds: float) -> None:
        """A live world has too few candles yet; it is tried again after `seconds`."""

    def announced(self, first: datetime) -> None:
        """A live world's next slot is due after this instant."""

    def driven(self, driven: Driven) -> None:
        """The clock has caught up."""


async def prepare(
    given: Bootstrapped,
    owner_url: str,
    choice: WorldChoice,
    seconds_per_hour: float,
    stores: TrainingStores,
    logbook: Logbook,
    now: Callable[[], datetime],
    narrator: Narrator,
) -> None:
    """Migrate, open, ingest, train the first champion, announce, catch up.

    Interrupted anywhere, it goes on from there the next time.
    """
    migrate(owner_url)
    owner = WorldOwner(owner_url)
    _open(owner, choice, seconds_per_hour, now(), narrator)
    services = given.services
    while await services.models.champion() is None:
        narrator.step("Ingesting candles")
        ingested = await ingest(services)
        await keep_venue_failures(services, ingested.failed_venues)
        narrator.ingested(ingested)
        narrator.step("Training the first model")
        try:
            report = await train(services, stores, narrator.share)
            narrator.trained(report)
            narrator.logged(await logbook.enter(report, services.models))
        except InsufficientData as reason:
            if choice.mode is not Mode.LIVE:
                raise
            # The venues may answer later; nothing is announced before a model can speak.
            narrator.waiting(str(reason), RETRY_S)
            await asyncio.sleep(RETRY_S)
    if choice.mode is Mode.LIVE:
        await announce(services)
        narrator.announced(await _first_slot(services))
        return
    with owner.clock() as hand:
        clock = hand.read()
        await announce(services, clock.starts_at)
        if clock.caught_up_at and clock.now < clock.caught_up_at:
            narrator.step("Replaying 60 days through the real jobs")
            narrator.driven(
                await drive(
                    given, hand, clock.caught_up_at, lambda at: narrator.share(*_caught_up(at))
                )
            )


async def _first_slot(services: Services) -> datetime:
    """The cutoff of the next slot of any horizon."""
    now = (await services.world.read()).clock.now
    schedules = await services.ledger.schedules()
    until = max(now, *(one.valid_from for one in schedules)) + LOOK_AHEAD
    return min(slot.cutoff for one in schedules for slot in one.slots(now, until))


def _open(
    owner: WorldOwner, choice: WorldChoice, pace: float, now: datetime, narrator: Narrator
) -> None:
    if owner.source() is None and choice.history is not None:
        narrator.step(f"Reading {choice.history.name}")
        narrator.opened(open_replay(owner, choice.source, choice.history, now, pace))
    elif owner.source() is None and choice.seed is not None:
        narrator.step(f"Simulating the market of seed {choice.seed}")
        narrator.opened(open_simulation(owner, choice.source, choice.seed, pace))
    elif choice.mode is Mode.LIVE:
        owner.open(Mode.LIVE, choice.source)
    else:
        owner.check(choice.mode, choice.source)
        owner.set_pace(pace)


def _caught_up(clock: Clock) -> tuple[str, float]:
    assert clock.starts_at
    assert clock.caught_up_at
    share = (clock.now - clock.starts_at) / (clock.caught_up_at - clock.starts_at)
    return f"{clock.now:%d %b %Y %H:00} UTC", share
