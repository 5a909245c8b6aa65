"""A command for Render looks before it acts, and takes nothing older for its own."""

import pytest

from functions.domain.errors import NotFound, VendorRejected, VendorUnavailable
from mlops.local.emulators.fates import Ending, Fate
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.handlers.render import LIVE_S_MAX, SAYS_COMMIT_S_MAX
from mlops.release.handlers.vercel import READY_S_MAX
from mlops.release.handlers.version import SILENT
from mlops.release.plan.plan import RENDER_DEPLOY_S, STAGE_S
from tests.mlops.release.rig import NEW, NEW_SERVICE, OLD, OLD_SERVICE, Rig


def trail(rig: Rig) -> list[tuple[str, str]]:
    return [(one.trigger, one.status) for one in rig.services[0].deploys]


async def deploy(rig: Rig, commit: str, before: str | None) -> str:
    told = {"id": rig.services[0].id, "commit": commit, "before": before}
    return str(await rig.render_handlers.deploy(told))


async def rollback(rig: Rig, target: str, settings: dict[str, str]) -> None:
    told = {"id": rig.services[0].id, "deploy": target, "auto_deploys": False}
    await rig.render_handlers.rollback({**told, "environment": fingerprint(settings)})


async def test_what_is_deployed_already_is_not_deployed_again(rig: Rig) -> None:
    first = rig.services[0].deploys[0].id
    made = await deploy(rig, NEW, first)
    assert await deploy(rig, NEW, first) == made
    assert trail(rig) == [("manual", "deactivated"), ("api", "live")]


async def test_the_same_commit_from_before_is_deployed_anew_for_its_new_settings(rig: Rig) -> None:
    first = rig.services[0].deploys[0].id
    settings = {"id": rig.services[0].id, "fingerprint": fingerprint(NEW_SERVICE)}
    await rig.render_handlers.environment(settings)
    made = await deploy(rig, OLD, first)
    assert made != first
    live = rig.workspace.service(rig.services[0].id).live()
    assert live is not None
    assert live.environment == NEW_SERVICE


async def test_a_deploy_that_failed_before_a_kill_is_made_once_more(rig: Rig) -> None:
    first = rig.services[0].deploys[0].id
    rig.workspace.fates.add("deploy", Fate("build_in_progress", Ending.FAILS))
    with pytest.raises(VendorRejected, match="ended as build_failed"):
        await deploy(rig, NEW, first)
    await deploy(rig, NEW, first)
    assert trail(rig)[1:] == [("api", "build_failed"), ("api", "live")]


async def test_a_first_deploy_has_nothing_before_it(rig: Rig) -> None:
    service = rig.workspace.add("new", None, OLD_SERVICE)
    await rig.render_handlers.deploy({"id": service.id, "commit": NEW, "before": None})
    assert [(one.trigger, one.status) for one in service.deploys] == [("api", "live")]


async def test_nothing_was_deployed_so_nothing_is_rolled_back(rig: Rig) -> None:
    await rollback(rig, rig.services[0].deploys[0].id, OLD_SERVICE)
    assert trail(rig) == [("manual", "live")]
    assert rig.services[0].auto_deploy == "no"


async def test_a_deploy_under_way_is_stopped_before_it_goes_live(rig: Rig) -> None:
    service, first = rig.services[0], rig.services[0].deploys[0].id
    rig.workspace.start(service, NEW)
    await rollback(rig, first, OLD_SERVICE)
    rig.clock.advance(3600)
    rig.workspace.service(service.id)
    assert trail(rig) == [("manual", "live"), ("api", "canceled")]


async def test_a_rollback_is_made_with_the_settings_of_before_and_once(rig: Rig) -> None:
    service, first = rig.services[0], rig.services[0].deploys[0].id
    rig.clock.advance(1)
    service.environment = dict(NEW_SERVICE)
    await deploy(rig, NEW, first)
    for _ in range(2):
        await rollback(rig, first, OLD_SERVICE)
    assert trail(rig)[1:] == [("api", "deactivated"), ("rollback", "live")]
    assert service.deploys[-1].environment == OLD_SERVICE
    assert service.deploys[-1].commit == OLD


async def test_settings_that_the_vault_has_not_are_not_told(rig: Rig) -> None:
    told = {"id": rig.services[0].id, "fingerprint": fingerprint({"A": "b"})}
    with pytest.raises(NotFound, match="the vault has no settings"):
        await rig.render_handlers.environment(told)
    assert rig.services[0].environment == OLD_SERVICE


async def test_a_vault_with_other_values_is_not_believed(rig: Rig) -> None:
    wanted = fingerprint(NEW_SERVICE)
    rig.vault._sets[wanted] = {"A": "b"}
    with pytest.raises(ValueError, match="keeps other settings"):
        await rig.render_handlers.environment({"id": rig.services[0].id, "fingerprint": wanted})
    assert rig.services[0].environment == OLD_SERVICE


async def test_what_the_service_says_is_waited_for_and_then_not(rig: Rig) -> None:
    rig.says = OLD
    began = rig.clock.monotonic()
    with pytest.raises(VendorUnavailable, match=f"last seen: {OLD}"):
        await deploy(rig, NEW, rig.services[0].deploys[0].id)
    assert rig.clock.monotonic() - began > SAYS_COMMIT_S_MAX


def test_a_handler_gives_up_before_its_step_does_and_can_say_what_it_saw() -> None:
    assert LIVE_S_MAX + SAYS_COMMIT_S_MAX < RENDER_DEPLOY_S
    assert READY_S_MAX < STAGE_S


async def test_code_of_before_may_be_silent_and_new_code_not(rig: Rig) -> None:
    first = rig.services[0].deploys[0].id
    made = await deploy(rig, NEW, first)
    rig.says = SILENT
    await rollback(rig, first, OLD_SERVICE)
    assert trail(rig)[-1] == ("rollback", "live")
    with pytest.raises(VendorUnavailable, match=f"in {SAYS_COMMIT_S_MAX} s"):
        await deploy(rig, NEW, made)
