"""A command for Vercel looks before it acts, and promotes only what was staged for it."""

import pytest

from functions.domain.errors import InvalidInput, VendorError, VendorRejected, VendorUnavailable
from mlops.local.emulators.fates import Ending, Fate
from mlops.release.handlers.domains import ASKS_MAX, MOVED_S_MAX, OTHERS_S_MAX
from mlops.release.handlers.vercel import READY_S_MAX
from mlops.release.plan.plan import PROMOTE_S
from tests.mlops.release.rig import DOMAINS, NEW, Rig


async def stage(rig: Rig, settings: str = "sha256:1") -> str:
    told = {"project": rig.site.id, "commit": NEW, "settings": settings}
    return str(await rig.vercel_handlers.stage(told))


async def promote(rig: Rig, deployment: str) -> None:
    await rig.vercel_handlers.promote({"project": rig.site.id, "deployment": deployment})


async def rollback(rig: Rig, deployment: str, *, assigns: bool = True) -> None:
    told = {"project": rig.site.id, "deployment": deployment, "assigns_domains": assigns}
    await rig.vercel_handlers.rollback(told)


async def test_what_was_staged_from_the_same_commit_and_settings_is_taken(rig: Rig) -> None:
    staged = await stage(rig)
    assert await stage(rig) == staged
    assert await stage(rig, "sha256:2") != staged
    assert rig.count("POST /v13/deployments") == 2


async def test_what_failed_is_staged_anew(rig: Rig) -> None:
    rig.site.fates.add("deployment", Fate("BUILDING", Ending.FAILS))
    with pytest.raises(VendorRejected, match="ended as ERROR: the build failed"):
        await stage(rig)
    await stage(rig)
    assert [one.state for one in rig.site.deployments()] == ["READY", "ERROR", "READY"]


@pytest.mark.parametrize("ending", [Ending.STICKS, Ending.UNKNOWN])
async def test_what_never_comes_up_is_stopped_so_that_nobody_waits_for_it_again(
    rig: Rig, ending: Ending
) -> None:
    rig.site.fates.add("deployment", Fate("BUILDING", ending))
    with pytest.raises(VendorUnavailable, match=f"not so within {READY_S_MAX} s"):
        await stage(rig)
    await stage(rig)
    assert [one.state for one in rig.site.deployments()] == ["READY", "CANCELED", "READY"]


async def test_only_a_production_build_that_is_ready_is_promoted(rig: Rig) -> None:
    preview = rig.site.start({}, None, takes_domains=False)
    building = rig.site.start({}, takes_domains=False)
    with pytest.raises(InvalidInput, match="is no production build"):
        await promote(rig, preview.id)
    with pytest.raises(InvalidInput, match="is QUEUED, not READY"):
        await promote(rig, building.id)
    assert rig.count("/promote/dpl_") == 0


async def test_what_is_at_the_domains_already_is_not_asked_for(rig: Rig) -> None:
    staged = await stage(rig)
    for _ in range(2):
        await promote(rig, staged)
    assert rig.count("/promote/dpl_") == 1
    [old] = [one.id for one in rig.site.deployments() if one.id != staged]
    for _ in range(2):
        await rollback(rig, old)
    assert rig.count("/rollback/dpl_") == 1


async def test_a_promotion_under_way_is_waited_for_before_the_way_back(rig: Rig) -> None:
    staged = await stage(rig)
    [old] = {one for one in rig.site.domains().values() if one}
    await rig.vercel.start_promotion(rig.site.id, staged)
    await rollback(rig, old)
    rig.clock.advance(3600)
    assert rig.site.domains() == dict.fromkeys(DOMAINS, old)
    assert rig.site.assigns_domains


async def test_a_promotion_that_hangs_is_taken_over_by_the_way_back(rig: Rig) -> None:
    staged = await stage(rig)
    [old] = {one for one in rig.site.domains().values() if one}
    rig.site.fates.add("promote", Fate("in-progress", Ending.STICKS))
    await rig.vercel.start_promotion(rig.site.id, staged)
    began = rig.clock.monotonic()
    await rollback(rig, old)
    assert OTHERS_S_MAX <= rig.clock.monotonic() - began < MOVED_S_MAX
    assert rig.site.domains() == dict.fromkeys(DOMAINS, old)


async def test_a_job_that_fails_is_asked_for_so_often_and_the_unmoved_are_named(rig: Rig) -> None:
    staged = await stage(rig)
    rig.site.fates.add("promote", Fate("in-progress", Ending.FAILS), 9)
    with pytest.raises(VendorRejected, match=rf"did not move {DOMAINS[1]}, {DOMAINS[2]} to"):
        await promote(rig, staged)
    assert rig.count("/promote/dpl_") == ASKS_MAX


async def test_a_failure_of_an_earlier_release_is_not_taken_for_ours(rig: Rig) -> None:
    staged = await stage(rig)
    rig.site.fates.add("promote", Fate("pending", Ending.FAILS))
    await rig.vercel.start_promotion(rig.site.id, staged)
    rig.clock.advance(600)
    await promote(rig, staged)
    assert rig.count("/promote/dpl_") == 2
    assert rig.site.domains() == dict.fromkeys(DOMAINS, staged)


@pytest.mark.parametrize("assigns", [True, False])
async def test_the_flag_is_as_it_was_although_a_rollback_turns_it_off(
    rig: Rig, assigns: bool
) -> None:
    [old] = {one for one in rig.site.domains().values() if one}
    await promote(rig, await stage(rig))
    await rollback(rig, old, assigns=assigns)
    assert rig.site.assigns_domains is assigns


async def test_a_flag_that_cannot_be_restored_is_told(rig: Rig) -> None:
    [old] = {one for one in rig.site.domains().values() if one}
    await promote(rig, await stage(rig))
    rig.fault("vercel", "403", "PATCH", None)
    with pytest.raises(VendorError, match="PATCH"):
        await rollback(rig, old)
    assert rig.site.domains() == dict.fromkeys(DOMAINS, old)


def test_a_handler_gives_up_before_its_step_does() -> None:
    assert MOVED_S_MAX < PROMOTE_S
