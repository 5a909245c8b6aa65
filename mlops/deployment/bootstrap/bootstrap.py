"""From an empty database to a live product, a step at a time.

Each step looks at what is there and does what is lacking, so that a bootstrap that was
killed anywhere goes on when it is run again, and one that is finished does nothing more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from functions.adapters.postgres.migrate import migrate
from functions.adapters.postgres.world_owner import WorldOwner
from functions.adapters.system import SystemClock
from functions.bootstrap import Bootstrapped
from functions.domain.errors import InvalidInput, NotReady, VendorUnavailable
from functions.domain.world import Mode
from functions.jobs.announce import announce
from functions.jobs.backfill import backfill as fill_stretch
from functions.jobs.ingest import ingest
from functions.ports.objects import ObjectStore
from mlops.data.backfill import backfill_days
from mlops.deployment.bootstrap.database import Database
from mlops.deployment.bootstrap.target import SNAPSHOTS, Target
from mlops.deployment.bootstrap.vendors import ask_vendors
from mlops.storage.mirrored import MirroredStore
from mlops.storage.training_stores import TrainingStores
from mlops.terminal import Terminal
from mlops.training.report import say_delivered, say_trained
from mlops.training.train import train


@dataclass(frozen=True, slots=True)
class Step:
    """`lacking` says what there is to do, empty when nothing is; `do` does it."""

    title: str
    lacking: Callable[[], Awaitable[str]]
    do: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """One environment on its way to be live."""

    target: Target
    database: Database
    given: Bootstrapped
    stores: dict[str, ObjectStore]
    terminal: Terminal
    days: int

    async def run(self, *, dry: bool) -> None:
        """Do every step, or say what each would do. Raises what a step raises."""
        self.terminal.say(f"Environment {self.target.name}: a live world of {self.target.source}")
        await self._vendors(dry=dry)
        self.database.check_world(self.target.source)
        steps = self.steps()
        for number, step in enumerate(steps, 1):
            place = f"[{number}/{len(steps)}] {step.title}"
            lacking = await step.lacking()
            if not lacking:
                self.terminal.say(f"{place}: done already")
            elif dry:
                self.terminal.say(f"{place}: would {lacking}")
            else:
                self.terminal.say(f"{place}: {lacking} …")
                await step.do()
        if not dry:
            await self._say_next()

    def steps(self) -> list[Step]:
        """In order; each may rely on those before it."""
        return [
            Step("application role", self._role_lacking, self._make_role),
            Step("migrations", self._migrations_lacking, self._migrate),
            Step("world", self._world_lacking, self._open),
            Step("history", self._history_lacking, self._fill),
            Step("first model", self._model_lacking, self._train),
            Step("MLflow", self._entries_lacking, self._tell),
            Step("announced slots", self._slots_lacking, self._announce),
        ]

    async def _vendors(self, *, dry: bool) -> None:
        answers = await ask_vendors(self.target, self.database, self.stores, writing=not dry)
        self.terminal.table(
            ("vendor", "well", "said"),
            [(one.vendor, "yes" if one.well else "no", one.said) for one in answers],
        )
        if failed := [one.vendor for one in answers if one.needed and not one.well]:
            raise InvalidInput(f"not well: {', '.join(failed)}; nothing was changed there")

    async def _role_lacking(self) -> str:
        may = self.database.application_may_connect()
        return "" if may else "let candor_app in with the password of DATABASE_URL"

    async def _make_role(self) -> None:
        self.database.set_application_password()

    async def _migrations_lacking(self) -> str:
        missing = self.database.missing_migrations()
        return f"apply {', '.join(missing)}" if missing else ""

    async def _migrate(self) -> None:
        migrate(self.target.owner_url)

    async def _world_lacking(self) -> str:
        is_open = self.database.check_world(self.target.source)
        return "" if is_open else f"open the live world of {self.target.source}, for ever"

    async def _open(self) -> None:
        WorldOwner(self.target.owner_url).open(Mode.LIVE, self.target.source)
        try:
            await self.given.services.world.read()
        except NotReady:
            raise InvalidInput(
                "the world was opened through DATABASE_OWNER_URL and DATABASE_URL does not see"
                " it; both must name one database"
            ) from None

    async def _history_lacking(self) -> str:
        if await self._unopened():
            return f"ask the venues for {self.days} days"
        services = self.given.services
        now = (await services.world.read()).clock.now
        hours = self.days * 24
        present = len(await services.candles.window(now, hours, now))
        # A venue's own holes stay holes: a model has been trained on what there was.
        if present >= hours or await services.models.champion() is not None:
            return ""
        return f"ask the venues for the {hours - present} hours of {self.days} days that lack"

    async def _fill(self) -> None:
        services, bar = self.given.services, self.terminal.bar()
        world = await services.world.read()
        done = await backfill_days(
            lambda first, until: fill_stretch(services, first, until),
            world.clock.now,
            self.days,
            bar.show,
            asyncio.sleep,
        )
        await ingest(services)
        failed = f"; failed at times: {', '.join(done.failed_venues)}" if done.failed_venues else ""
        self.terminal.say(f"  {done.stored} hours new in {done.seconds:.1f} s{failed}")
        if (await services.world.read()).data_as_of is None:
            raise VendorUnavailable("venues", "no hour has a candle; run this again later")

    async def _model_lacking(self) -> str:
        if not await self._unopened() and await self.given.services.models.champion() is not None:
            return ""
        return "train on all that is known, and keep the artifact in every store"

    async def _train(self) -> None:
        bar = self.terminal.bar()
        models = [store for name, store in self.stores.items() if name != SNAPSHOTS]
        stores = TrainingStores(MirroredStore(models), self.stores[SNAPSHOTS])
        report = await train(self.given.services, stores, bar.show)
        say_trained(self.terminal, report)
        logbook = self.target.logbook()
        logbook.keep(report)

    async def _entries_lacking(self) -> str:
        waiting = len(self.target.outbox.pending())
        if waiting:
            return f"tell MLflow of {waiting} waiting"
        if await self._unopened() or not (versions := await self.given.services.models.versions()):
            return "tell MLflow of the first training, or keep it until MLflow is there"
        if versions[-1].run_id is None:
            # Stopped between the registration and the outbox, or bootstrapped elsewhere.
            self.terminal.say("MLflow knows nothing of model version 1; the next training is told")
        return ""

    async def _tell(self) -> None:
        say_delivered(self.terminal, await self.target.logbook().send(self.given.services.models))

    async def _slots_lacking(self) -> str:
        if not await self._unopened() and await self.given.services.ledger.schedules():
            return ""
        return "announce the standing schedule from the next full hour on"

    async def _announce(self) -> None:
        count = await announce(self.given.services)
        self.terminal.say(f"  {count} schedules are in the ledger")

    async def _unopened(self) -> bool:
        """Whether there is no world to ask yet: in a dry run, steps before were not done."""
        return not self.database.check_world(self.target.source)

    async def _say_next(self) -> None:
        first = min(one.valid_from for one in await self.given.services.ledger.schedules())
        is_ahead = first > SystemClock().now()
        when = f"from {first:%d %b %Y %H:00} UTC on" if is_ahead else "already due"
        self.terminal.say(
            f"Live: slots are announced, {when}; each wants its forecast within"
            " 10 minutes, so a scheduler must be calling /api/cron/tick now"
        )
