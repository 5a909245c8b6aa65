"""A plan is carried out once, whatever kills it, and undone when a step fails."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.errors import VendorUnavailable
from mlops.release.execute import OUR_MISTAKE, Handler, execute
from mlops.release.log.lease import LeaseLost
from mlops.release.plan.plan import plan
from mlops.release.plan.step import Plan, Stage
from mlops.release.progress import Ending, Event, Kind, left_undone
from tests.mlops.release.states import GRAFANA, LIVE, NEXT

PLAN = plan("staging", LIVE, NEXT)
NAMES = {one.name for step in PLAN.steps() for one in (step.do, step.undo) if one is not None}


class Kept:
    """A journal in memory."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def read(self) -> Sequence[Event]:
        return tuple(self.events)

    async def append(self, event: Event) -> None:
        self.events.append(event)


class Platforms:
    """Notes every command; `failing` names those that raise and with what."""

    def __init__(self, failing: Mapping[str, BaseException] | None = None) -> None:
        self.failing = dict(failing or {})
        self.carried_out: list[tuple[str, dict[str, Any]]] = []

    def handlers(self) -> dict[str, Handler]:
        return {name: self._handler(name) for name in NAMES}

    def _handler(self, name: str) -> Handler:
        async def handle(arguments: Mapping[str, Any]) -> str:
            self.carried_out.append((name, dict(arguments)))
            await asyncio.sleep(0)
            if name in self.failing:
                raise self.failing[name]
            return f"output of {name}"

        return handle

    def names(self) -> list[str]:
        return [name for name, _ in self.carried_out]


def silent(_: str) -> None:
    """Nobody listens."""


async def test_the_staged_deployment_is_what_is_tried_and_promoted() -> None:
    platforms, journal = Platforms(), Kept()
    assert await execute(PLAN, platforms.handlers(), journal, silent) is Ending.RELEASED
    said = dict(platforms.carried_out)
    assert said["vercel.promote"]["deployment"] == "output of vercel.stage"
    assert platforms.carried_out[4][1]["at"] == "output of vercel.stage"


async def test_a_failing_step_brings_back_all_that_went_before() -> None:
    failing = {"vercel.promote": VendorUnavailable("vercel", "answered 500")}
    platforms, journal = Platforms(failing), Kept()
    ending = await execute(PLAN, platforms.handlers(), journal, silent)
    assert ending is Ending.ROLLED_BACK
    assert platforms.names().count("render.rollback") == 2
    assert "vercel.rollback" in platforms.names()
    assert "observe" not in platforms.names()
    [failed] = [event for event in journal.events if event.kind is Kind.FAILED]
    assert "answered 500" in failed.sentence


async def test_an_undoing_that_fails_is_its_own_ending_and_says_what_is_left() -> None:
    failing: dict[str, BaseException] = {
        "vercel.promote": VendorUnavailable("vercel", "answered 500"),
        "render.rollback": VendorUnavailable("render", "answered 503"),
    }
    platforms, journal = Platforms(failing), Kept()
    ending = await execute(PLAN, platforms.handlers(), journal, silent)
    assert ending is Ending.PARTLY_ROLLED_BACK
    left = [(step.id, "503" in said) for step, said in left_undone(PLAN, journal.events)]
    assert left == [("mlflow.deploy", True), ("grafana.deploy", True)]


async def test_our_own_mistake_is_undone_too_and_called_ours() -> None:
    platforms, journal = Platforms({"gates": RuntimeError("a slip")}), Kept()
    ending = await execute(PLAN, platforms.handlers(), journal, silent)
    assert ending is Ending.ROLLED_BACK
    [failed] = [event for event in journal.events if event.kind is Kind.FAILED]
    assert failed.sentence.startswith(OUR_MISTAKE)


async def test_a_step_that_hangs_fails_at_its_deadline() -> None:
    async def hang(_: Mapping[str, Any]) -> None:
        await asyncio.Event().wait()

    hasty = Plan(
        PLAN.environment,
        PLAN.commit,
        PLAN.live,
        tuple(
            Stage(stage.title, tuple(replace(step, deadline_s=0) for step in stage.steps))
            if stage.steps[0].id == "gates.staged"
            else stage
            for stage in PLAN.stages
        ),
    )
    journal = Kept()
    handlers = {**Platforms().handlers(), "gates": hang}
    assert await execute(hasty, handlers, journal, silent) is Ending.ROLLED_BACK
    assert "not done within 0 s" in {event.sentence for event in journal.events}


@pytest.mark.parametrize("kill_at", range(1, 20))
async def test_killed_at_any_command_it_goes_on_and_ends_as_if_it_had_not_been(
    kill_at: int,
) -> None:
    class Killed(BaseException):
        """Nothing catches it."""

    journal, platforms, count = Kept(), Platforms(), 0

    def dying(handler: Handler) -> Handler:
        async def handle(arguments: Mapping[str, Any]) -> Any:
            nonlocal count
            count += 1
            if count == kill_at:
                raise Killed
            return await handler(arguments)

        return handle

    handlers = {name: dying(handler) for name, handler in platforms.handlers().items()}
    try:
        ending = await execute(PLAN, handlers, journal, silent)
    except Killed:
        ending = await execute(PLAN, handlers, journal, silent)
    assert ending is Ending.RELEASED
    assert {event.step for event in journal.events if event.kind is Kind.DONE} == {
        step.id for step in PLAN.steps()
    }


async def test_a_command_that_nothing_carries_out_is_refused_before_anything_is_done() -> None:
    platforms, journal = Platforms(), Kept()
    handlers = platforms.handlers()
    del handlers["vercel.rollback"]
    with pytest.raises(ValueError, match=r"nothing carries out vercel\.rollback"):
        await execute(PLAN, handlers, journal, silent)
    assert journal.events == []


@pytest.mark.parametrize(
    ("command", "losing"), [("render.deploy", Kind.DONE), ("render.rollback", Kind.UNDONE)]
)
async def test_whoever_lost_the_lease_leaves_no_neighbouring_step_at_work(
    command: str, losing: Kind
) -> None:
    class Lost(Kept):
        async def append(self, event: Event) -> None:
            if event == Event(losing, "grafana.deploy", "", event.output):
                raise LeaseLost("ada no longer holds staging")
            await super().append(event)

    worked_on: list[str] = []
    on = asyncio.Event()

    async def slow_but_grafana(arguments: Mapping[str, Any]) -> None:
        if arguments["id"] != GRAFANA.id:
            await on.wait()
            worked_on.append(arguments["id"])

    goes_back = {"gates": VendorUnavailable("vercel", "answered 500")}
    platforms = Platforms(goes_back if losing is Kind.UNDONE else None)
    handlers = {**platforms.handlers(), command: slow_but_grafana}
    with pytest.raises(LeaseLost):
        async with asyncio.timeout(30):
            await execute(PLAN, handlers, Lost(), silent)
    on.set()  # whoever were still at work would go on now
    await asyncio.sleep(0.1)
    assert worked_on == []
