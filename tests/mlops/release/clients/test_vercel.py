"""Vercel as a release sees it, from the emulator that keeps to Vercel's own document."""

import pytest

from functions.domain.errors import InvalidInput, VendorRejected, VendorUnavailable
from mlops.local.emulators.fates import Ending, Fate
from mlops.local.emulators.vercel.site import Site
from mlops.release.clients.vercel import COMMIT, AliasJob, Deployment
from tests.mlops.release.rig import DOMAINS, NEW, OLD, Rig


async def created(rig: Rig) -> str:
    made = await rig.vercel.create_deployment(rig.site.id, "candor", NEW, {COMMIT: NEW})
    rig.clock.advance(60)
    return made


async def test_a_deployment_is_found_by_id_and_by_address(rig: Rig) -> None:
    one = await rig.vercel.deployment(await created(rig))
    assert (one.is_ready, one.commit, one.target) == (True, NEW, "production")
    assert one.url is not None
    assert await rig.vercel.deployment(one.url) == one
    assert await rig.vercel.deployment(f"https://{one.url}/") == one
    assert [two.commit for two in await rig.vercel.production_deployments(rig.site.id)] == [
        NEW,
        OLD,
    ]


async def test_what_is_created_takes_no_domain_though_the_project_assigns_them(rig: Rig) -> None:
    assert (await rig.vercel.project(rig.site.id)).assigns_domains
    made = await created(rig)
    assert made not in (await rig.vercel.domains(rig.site.id)).values()


async def test_a_promotion_moves_every_domain_and_a_rollback_moves_them_back(rig: Rig) -> None:
    before = await rig.vercel.domains(rig.site.id)
    assert set(before) == set(DOMAINS)
    made = await created(rig)
    await rig.vercel.start_promotion(rig.site.id, made)
    assert await rig.vercel.domains(rig.site.id) == before
    rig.clock.advance(60)
    assert await rig.vercel.domains(rig.site.id) == dict.fromkeys(DOMAINS, made)
    [old] = set(before.values())
    assert old is not None
    await rig.vercel.start_rollback(rig.site.id, old)
    rig.clock.advance(60)
    assert await rig.vercel.domains(rig.site.id) == before
    assert not (await rig.vercel.project(rig.site.id)).assigns_domains
    await rig.vercel.set_assigns_domains(rig.site.id, assigns_domains=True)
    assert (await rig.vercel.project(rig.site.id)).assigns_domains


async def test_the_domains_that_were_not_moved_are_named(rig: Rig) -> None:
    made = await created(rig)
    rig.site.fates.add("promote", Fate("in-progress", Ending.FAILS))
    await rig.vercel.start_promotion(rig.site.id, made)
    rig.clock.advance(60)
    job = (await rig.vercel.project(rig.site.id)).alias_job
    assert job is not None
    assert job.has_failed
    assert await rig.vercel.unmoved(rig.site.id) == list(DOMAINS[1:])


async def test_what_cannot_be_moved_to_is_refused(rig: Rig) -> None:
    preview = rig.site.start({}, None, takes_domains=False)
    rig.clock.advance(60)
    with pytest.raises(VendorRejected, match="not eligible"):
        await rig.vercel.start_promotion(rig.site.id, preview.id)
    with pytest.raises(VendorRejected, match="not eligible"):
        await rig.vercel.start_rollback(rig.site.id, await created(rig))
    [current] = {*(await rig.vercel.domains(rig.site.id)).values()}
    assert current is not None
    with pytest.raises(VendorUnavailable, match="HTTP 409"):
        await rig.vercel.start_promotion(rig.site.id, current)


async def test_a_project_without_a_domain_is_not_released_to(rig: Rig) -> None:
    rig.site._domains.clear()
    with pytest.raises(InvalidInput, match="has no production domain; add one"):
        await rig.vercel.domains(rig.site.id)


async def test_domains_that_disagree_are_no_state_to_plan_from(rig: Rig) -> None:
    rig.site._domains[DOMAINS[0]] = await created(rig)
    with pytest.raises(InvalidInput, match="point to different deployments"):
        await rig.page()


async def test_before_the_first_release_nothing_is_served(rig: Rig) -> None:
    for name in DOMAINS:
        rig.site._domains[name] = None
    page = await rig.page()
    assert (page.deployment, page.commit) == (None, None)


@pytest.mark.parametrize("status", ["pending", "in-progress", "contemplating", ""])
def test_a_job_is_settled_only_by_what_surely_ends_it(status: str) -> None:
    job = {"toDeploymentId": "dpl_1", "requestedAt": 1}
    assert not AliasJob.model_validate({**job, "jobStatus": status}).has_settled
    for ended in ("succeeded", "failed", "skipped"):
        assert AliasJob.model_validate({**job, "jobStatus": ended}).has_settled


@pytest.mark.parametrize("state", ["", "contemplating", "BUILDING"])
def test_a_state_that_says_nothing_sure_is_neither_ready_nor_over(state: str) -> None:
    one = Deployment.model_validate({"id": "dpl_1", "url": None, "readyState": state})
    assert not one.is_ready
    assert not one.has_ended


def test_the_emulated_site_assigns_domains_by_itself_unless_told_not_to(rig: Rig) -> None:
    site = Site("other", ("other.example",), rig.clock.now)
    staged = site.start({}, takes_domains=False)
    taking = site.start({}, takes_domains=True)
    rig.clock.advance(60)
    assert {one.state for one in site.deployments()} == {"READY"}
    assert set(site.domains().values()) == {taking.id} != {staged.id}
