"""Releases and rollbacks as they are conducted: under a lease, from the log, to an ending."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.errors import InvalidInput, NotFound
from mlops.release.execute import Handler, execute
from mlops.release.holder import holder, keep, taken
from mlops.release.log.history import recorded
from mlops.release.log.journal import PostgresJournal, open_log
from mlops.release.log.lease import LEASE_S, Lease
from mlops.release.log.recorded import Recorded
from mlops.release.plan.step import Plan, Step
from mlops.release.prepare import Prepared
from mlops.release.progress import Ending, Event, Kind, left_undone
from mlops.release.promotion.report import Report
from mlops.release.survey import observer
from mlops.release.target import Target

Gates = Callable[[Target], Mapping[str, Handler]]
"""The command `gates` for a target."""
Judge = Callable[[Prepared], Awaitable[Report]]
"""The criteria of a promotion, by the plan that would be carried out."""
RENEW_S = LEASE_S / 3
CONTRACTED = "database.contract"


@dataclass(frozen=True, slots=True)
class Conducted:
    """How it ended, why it went back, and what a person must see to."""

    ending: Ending
    commit: str
    trouble: str = ""
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conductor:
    """Whoever releases to a target, and what it is told of on the way."""

    target: Target
    gates: Gates
    who: str
    say: Callable[[str], None]

    async def apply(
        self,
        approved: str,
        prepare: Callable[[], Awaitable[Prepared]],
        judge: Judge | None = None,
    ) -> Conducted:
        """Carry out the plan with this hash, or go on with it where it was left.

        `judge` is needed where criteria come before a release: a plan that does not meet them
        is not begun, and what it reports is kept with the release.
        Raises InvalidInput where what was approved is not what would be done now, LeaseHeld,
        LeaseLost, VendorUnavailable.
        """
        work = self._applied(approved, prepare, judge)
        return await self._under_lease(f"apply {approved[:19]}", work)

    async def roll_back(self, shown: int) -> Conducted:
        """Undo the newest release, which is the one with the id that a person was `shown`.

        Raises InvalidInput and NotFound where there is nothing to undo, otherwise as above.
        """
        return await self._under_lease(f"rollback of release {shown}", self._rolled_back(shown))

    async def to_undo(self) -> Recorded:
        """The newest release, if it can be undone. Raises InvalidInput, NotFound."""
        newest = await self._newest()
        if newest is None:
            raise NotFound(f"no release of {self.target.name} is on record")
        refuse_undoing(newest)
        return newest

    async def unfinished(self) -> Recorded | None:
        """The newest release, if it has not ended."""
        newest = await self._newest()
        return newest if newest is not None and newest.ending is None else None

    async def _applied(
        self,
        approved: str,
        prepare: Callable[[], Awaitable[Prepared]],
        judge: Judge | None,
    ) -> Conducted:
        newest = await self.unfinished()
        if newest is not None:
            if newest.digest != approved:
                raise InvalidInput(unfinished_sentence(newest))
            self.say(f"release {newest.id} goes on where it was left")
            return await self._carried_out(newest.plan, self._journal(newest))
        if self.target.declared.promotion is not None and judge is None:
            name = self.target.name
            raise InvalidInput(
                f"criteria come before a release of {name}; `candor release promote --env {name}`"
                " judges them and releases"
            )
        prepared = await prepare()
        plan = prepared.approved()
        if plan.digest() != approved:
            raise InvalidInput(
                f"what runs or what shall run is not what {approved[:19]} was made for; look at"
                " it anew with `candor release plan`"
            )
        if not plan.stages:
            return Conducted(Ending.NOTHING_TO_DO, plan.commit)
        report = await judge(prepared) if judge is not None else None
        if report is not None and not report.is_met:
            raise InvalidInput("\n".join(report.unmet))
        await self.target.vault.keep(prepared.sets.values())
        url = self.target.log_url
        record = report.to_record() if report is not None else None
        journal = await PostgresJournal.begin(url, plan, self.who, holder(self.who), record)
        return await self._carried_out(plan, journal)

    async def _rolled_back(self, shown: int) -> Conducted:
        newest = await self.to_undo()
        if newest.id != shown:
            raise InvalidInput(f"meanwhile release {newest.id} began; look again")
        journal = self._journal(newest)
        asked = Event(Kind.ROLLBACK_ASKED, sentence=f"{self.who} asked to go back")
        if not any(one.kind is Kind.ROLLBACK_ASKED for one in newest.events):
            await journal.append(asked)
        return await self._carried_out(newest.plan, journal)

    async def _carried_out(self, plan: Plan, journal: PostgresJournal) -> Conducted:
        handlers = {
            **self.target.handlers(plan.commit),
            **observer(self.target, plan.commit),
            **self.gates(self.target),
        }
        ending = await execute(plan, handlers, journal, self.say)
        events = await journal.read()
        failed = next((one for one in events if one.kind is Kind.FAILED), None)
        return Conducted(
            ending,
            plan.commit,
            f"{failed.step}: {failed.sentence}" if failed else "",
            tuple(f"{step.title}: {said}" for step, said in left_undone(plan, events)),
        )

    async def _newest(self) -> Recorded | None:
        return next(iter(await recorded(self.target.log_url, self.target.name, 1)), None)

    def _journal(self, release: Recorded) -> PostgresJournal:
        url, name = self.target.log_url, self.target.name
        return PostgresJournal(url, release.id, name, holder(self.who))

    async def _under_lease(self, reason: str, work: Coroutine[Any, Any, Conducted]) -> Conducted:
        """Do it while the lease is held, and no longer; give it back in the end."""
        try:
            await open_log(self.target.log_url)
            lease = await taken(self.target.log_url, self.target.name, self.who, reason)
        except BaseException:
            work.close()
            raise
        try:
            return await _while_held(lease, work)
        finally:
            await lease.give_back()


async def _while_held(lease: Lease, work: Coroutine[Any, Any, Conducted]) -> Conducted:
    working, keeping = asyncio.create_task(work), asyncio.create_task(keep(lease, RENEW_S))
    try:
        await asyncio.wait((working, keeping), return_when=asyncio.FIRST_COMPLETED)
        if keeping.done():
            keeping.result()  # it ends only by raising that the lease is lost
        return await working
    finally:
        for one in (working, keeping):
            one.cancel()
        await asyncio.gather(working, keeping, return_exceptions=True)


def refuse_undoing(release: Recorded) -> None:
    """InvalidInput where there is nothing to undo, or no way back."""
    name = f"release {release.id} ({release.plan.commit[:7]})"
    if release.ending is Ending.ROLLED_BACK:
        raise InvalidInput(
            f"{name} is undone already; to go further back, plan and apply an older commit"
        )
    if release.ending is Ending.PARTLY_ROLLED_BACK:
        left = "; ".join(f"{step.title}: {why}" for step, why in _left(release))
        raise InvalidInput(f"{name} is undone but for what a person must see to: {left}")
    if any(one.step == CONTRACTED and one.kind is not Kind.FAILED for one in release.events):
        raise InvalidInput(
            f"{name} contracted the database, and the code of before needs what it took away;"
            " release forward"
        )


def _left(release: Recorded) -> tuple[tuple[Step, str], ...]:
    return left_undone(release.plan, release.events)


def unfinished_sentence(release: Recorded) -> str:
    """That it has not ended, and the two ways to end it."""
    return (
        f"release {release.id} of {release.plan.commit[:7]}, begun by {release.who}, has not ended;"
        f" go on with it (`candor release apply --plan-hash {release.digest}`) or undo it"
        " (`candor release rollback`)"
    )
