"""What happens to requests and answers on their way changes no release: it is done once."""

import pytest

from mlops.release.progress import Ending
from tests.mlops.release.rig import OLD, Rig
from tests.mlops.release.test_platforms import FAILING_GATE, ends_released, ends_rolled_back

FORTH = [
    ("render", "PUT /v1/services"),
    ("render", "POST /v1/services"),
    ("render", "GET /v1/services"),
    ("vercel", "POST /v10/projects"),
    ("vercel", "DELETE /v9/projects"),
    ("vercel", "POST /v13/deployments"),
    ("vercel", "GET /v13/deployments"),
    ("vercel", "/promote/dpl_"),
    ("vercel", "GET /v4/aliases"),
]
BACK = [
    ("render", "/rollback"),
    ("render", "PATCH /v1/services"),
    ("vercel", "/rollback/dpl_"),
    ("vercel", "PATCH /v9/projects"),
]
MODES = ["429", "500", "html", "html-200", "cut", "lost", "slow"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("vendor", "on"), FORTH)
async def test_a_release_goes_on_after_one_failure(
    rig: Rig, vendor: str, on: str, mode: str
) -> None:
    rig.after_plan = lambda: rig.fault(vendor, mode, on)
    await ends_released(rig)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("vendor", "on"), BACK)
async def test_a_way_back_goes_on_after_one_failure(
    rig: Rig, vendor: str, on: str, mode: str
) -> None:
    rig.failing.add(FAILING_GATE)
    rig.after_plan = lambda: rig.fault(vendor, mode, on)
    await ends_rolled_back(rig)
    deploys = [one.trigger for one in rig.services[0].deploys]
    assert deploys == ["manual", "api", "rollback"]


async def test_a_vendor_that_asks_for_a_minute_gets_it(rig: Rig) -> None:
    rig.after_plan = lambda: rig.fault("render", "429", "POST /v1/services", retry_after_s=50)
    began = rig.clock.monotonic()
    await ends_released(rig)
    assert rig.clock.monotonic() - began > 50


async def test_for_a_vendor_that_asks_for_an_hour_nobody_waits(rig: Rig) -> None:
    steps = await rig.plan()
    rig.fault("vercel", "429", "/promote/dpl_", None, retry_after_s=3600)
    began = rig.clock.monotonic()
    assert await rig.execute(steps) is Ending.ROLLED_BACK
    assert rig.clock.monotonic() - began < 300
    assert rig.count("/promote/dpl_") == 1
    assert any("left alone for" in one.sentence for one in rig.journal.events)


@pytest.mark.parametrize("mode", ["403", "500", "html", "cut"])
@pytest.mark.parametrize(
    ("vendor", "on", "ending"),
    [
        ("render", "POST", Ending.ROLLED_BACK),
        ("render", "PUT", Ending.ROLLED_BACK),
        ("vercel", "/promote/dpl_", Ending.ROLLED_BACK),
        ("vercel", "POST /v10/projects", Ending.PARTLY_ROLLED_BACK),
    ],
)
async def test_a_vendor_that_takes_nothing_more_goes_on_serving_n(
    rig: Rig, vendor: str, on: str, ending: Ending, mode: str
) -> None:
    steps = await rig.plan()
    rig.fault(vendor, mode, on, None)
    assert await rig.execute(steps) is ending
    rig.heal()
    live = await rig.live()
    assert {live.page.commit, *(one.commit for one in live.services)} == {OLD}
