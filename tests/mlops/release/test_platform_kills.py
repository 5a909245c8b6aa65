"""Killed after any call to a vendor, a release goes on where it was and ends as if it had not been.

The call that it is killed after was answered and nobody read the answer.
"""

import asyncio
import contextlib

import pytest

from mlops.release.plan.step import Plan
from mlops.release.progress import Ending
from tests.mlops.release.rig import NEW, OLD, OLD_SERVICE, Killed, Rig, without_deploys
from tests.mlops.release.test_platforms import FAILING_GATE

CALLS_MAX = 200
EVERY = 3
"""Each test takes every third call, from another one on."""


async def killed_and_resumed(rig: Rig, steps: Plan, after: int) -> Ending:
    """Kill it after so many calls, with everything that it had begun; then go on."""
    rig.kill_after = len(rig.calls) + after
    with contextlib.suppress(Killed):
        ending = await rig.execute(steps)
        rig.kill_after = None
        return ending
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    rig.kill_after = None
    rig.clock.advance(1)
    return await rig.execute(steps)


@pytest.mark.parametrize("first", range(1, EVERY + 1))
async def test_a_release_killed_anywhere_is_released_once(first: int) -> None:
    for after in range(first, CALLS_MAX, EVERY):
        rig = Rig()
        await rig.prepare()
        steps = await rig.plan()
        made = len(rig.calls)
        assert await killed_and_resumed(rig, steps, after) is Ending.RELEASED, after
        live = await rig.live()
        assert {live.page.commit, *(one.commit for one in live.services)} == {NEW}
        for service in rig.services:
            assert [one.commit for one in service.deploys] == [OLD, NEW], after
        assert len(rig.site.deployments()) == 2, after
        assert rig.unserved == []
        if len(rig.calls) - made < after:
            return
    raise AssertionError(f"a release takes more than {CALLS_MAX} calls")


@pytest.mark.parametrize("first", range(1, EVERY + 1))
async def test_a_way_back_killed_anywhere_leads_back_all_the_way(first: int) -> None:
    for after in range(first, CALLS_MAX, EVERY):
        rig = Rig()
        await rig.prepare()
        rig.failing.add(FAILING_GATE)
        before, steps = await rig.live(), await rig.plan()
        made = len(rig.calls)
        assert await killed_and_resumed(rig, steps, after) is Ending.ROLLED_BACK, after
        rig.clock.advance(600)
        assert without_deploys(await rig.live()) == without_deploys(before), after
        for service in rig.services:
            running = rig.workspace.service(service.id).live()
            assert running is not None
            assert running.environment == OLD_SERVICE, after
            assert [one.commit for one in service.deploys] == [OLD, NEW, OLD], after
        assert rig.unserved == []
        if len(rig.calls) - made < after:
            return
    raise AssertionError(f"a way back takes more than {CALLS_MAX} calls")
