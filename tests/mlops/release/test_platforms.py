"""A release to both platforms, whatever they do: N is served throughout, and it ends right."""

import pytest

from mlops.local.emulators.fates import Ending as Fatal
from mlops.local.emulators.fates import Fate
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.progress import Ending, Kind
from tests.mlops.release.rig import NEW, NEW_PAGE, NEW_SERVICE, OLD, Rig, without_deploys

FAILING_GATE = "gates domain"
STARTS = {"POST /v1/services": 2, "/rollback": 0, "POST /v13/deployments": 1, "/promote/dpl_": 1}
"""What a release asks for that is not asked for twice by mistake."""


def failures(rig: Rig) -> list[str]:
    return [one.sentence for one in rig.journal.events if one.kind is Kind.FAILED]


async def ends_released(rig: Rig) -> None:
    """It ends with N+1 everywhere, told its settings, and begun once."""
    assert await rig.execute(await rig.plan()) is Ending.RELEASED, failures(rig)
    rig.heal()
    live = await rig.live()
    assert (live.page.commit, live.page.environment) == (NEW, fingerprint(NEW_PAGE))
    for service in live.services:
        assert (service.commit, service.environment) == (NEW, fingerprint(NEW_SERVICE))
        deploys = rig.workspace.service(service.id).deploys
        assert [(one.commit, one.environment) for one in deploys[1:]] == [(NEW, NEW_SERVICE)]
    assert [one.meta["candorCommit"] for one in rig.site.deployments()] == [NEW, OLD]


async def ends_rolled_back(rig: Rig, ending: Ending = Ending.ROLLED_BACK) -> None:
    """It ends as it began: commits, settings, flags; what runs on Render began with them."""
    before = await rig.live()
    assert await rig.execute(await rig.plan()) is ending
    rig.heal()
    rig.clock.advance(3600)
    assert without_deploys(await rig.live()) == without_deploys(before)
    for service in rig.services:
        live = rig.workspace.service(service.id).live()
        assert live is not None
        assert live.environment == rig.old_service


async def test_a_release_ends_with_the_new_commit_everywhere_begun_once(rig: Rig) -> None:
    await ends_released(rig)


async def test_a_gate_that_fails_on_the_domain_brings_everything_back(rig: Rig) -> None:
    rig.failing.add(FAILING_GATE)
    await ends_rolled_back(rig)
    assert [one.trigger for one in rig.services[0].deploys] == ["manual", "api", "rollback"]


@pytest.mark.parametrize("flag", [True, False])
async def test_the_flags_of_before_are_restored_whatever_they_were(rig: Rig, flag: bool) -> None:
    rig.site.assigns_domains = flag
    rig.services[0].auto_deploy = "yes" if flag else "no"
    rig.failing.add(FAILING_GATE)
    await ends_rolled_back(rig)
    assert rig.site.assigns_domains is flag


@pytest.mark.parametrize("ending", Fatal)
@pytest.mark.parametrize(
    ("kind", "at"),
    [
        ("deploy", "created"),
        ("deploy", "build_in_progress"),
        ("deploy", "update_in_progress"),
        ("deployment", "QUEUED"),
        ("deployment", "BUILDING"),
    ],
)
async def test_what_does_not_come_up_is_undone(rig: Rig, kind: str, at: str, ending: Fatal) -> None:
    fates = rig.workspace.fates if kind == "deploy" else rig.site.fates
    fates.add(kind, Fate(at, ending))
    await ends_rolled_back(rig)
    [said] = failures(rig)
    assert {"fails": "ended as", "sticks": "last seen", "unknown": "contemplating"}[ending] in said
    assert rig.count("/promote/dpl_") == 0


@pytest.mark.parametrize("at", ["pending", "in-progress"])
async def test_a_promotion_that_failed_once_is_asked_for_again(rig: Rig, at: str) -> None:
    rig.site.fates.add("promote", Fate(at, Fatal.FAILS))
    await ends_released(rig)
    assert rig.count("/promote/dpl_") == 2


@pytest.mark.parametrize("ending", Fatal)
@pytest.mark.parametrize("at", ["pending", "in-progress"])
async def test_a_promotion_that_does_not_succeed_is_undone(
    rig: Rig, at: str, ending: Fatal
) -> None:
    rig.site.fates.add("promote", Fate(at, ending), 9)
    await ends_rolled_back(rig)
    assert set(rig.site.domains().values()) == {rig.site.deployments()[-1].id}


async def test_a_rollback_on_render_that_fails_once_is_tried_again(rig: Rig) -> None:
    rig.failing.add(FAILING_GATE)
    rig.workspace.fates.add("rollback", Fate("update_in_progress", Fatal.FAILS))
    await ends_rolled_back(rig)


async def test_a_rollback_on_render_into_errors_is_a_partial_one_that_says_what_is_left(
    rig: Rig,
) -> None:
    rig.failing.add(FAILING_GATE)
    rig.workspace.fates.add("rollback", Fate("update_in_progress", Fatal.FAILS), 4)
    assert await rig.execute(await rig.plan()) is Ending.PARTLY_ROLLED_BACK
    left = [one for one in rig.journal.events if one.kind is Kind.UNDO_FAILED]
    assert [one.step for one in left] == ["candor-mlflow.deploy", "candor-grafana.deploy"]
    assert all("ended as update_failed" in one.sentence for one in left)
    assert (await rig.page()).commit == OLD


@pytest.mark.parametrize("ending", Fatal)
async def test_a_rollback_of_the_domains_into_errors_is_a_partial_one(
    rig: Rig, ending: Fatal
) -> None:
    rig.failing.add(FAILING_GATE)
    rig.site.fates.add("rollback", Fate("pending", ending), 9)
    assert await rig.execute(await rig.plan()) is Ending.PARTLY_ROLLED_BACK
    [left] = [one for one in rig.journal.events if one.kind is Kind.UNDO_FAILED]
    assert left.step == "vercel.promote"
    live = await rig.live()
    assert (live.page.commit, [one.commit for one in live.services]) == (NEW, [OLD, OLD])


async def test_a_service_that_says_another_commit_is_not_released(rig: Rig) -> None:
    rig.says = "c" * 40
    assert await rig.execute(await rig.plan()) is Ending.PARTLY_ROLLED_BACK
    assert "c" * 40 in failures(rig)[0]
    assert rig.count("/promote/dpl_") == 0


async def test_a_suspended_service_is_not_deployed_to(rig: Rig) -> None:
    rig.services[1].suspended = "suspended"
    await ends_rolled_back(rig)
    assert "is suspended on Render; resume it" in failures(rig)[0]


async def test_a_deploy_that_cannot_be_stopped_is_told_to_a_person(rig: Rig) -> None:
    rig.workspace.fates.add("deploy", Fate("build_in_progress", Fatal.STICKS))
    rig.fault("render", "500", "/cancel", None)
    assert await rig.execute(await rig.plan()) is Ending.PARTLY_ROLLED_BACK
    [left] = [one for one in rig.journal.events if one.kind is Kind.UNDO_FAILED]
    assert "could not be stopped and may still go live" in left.sentence
