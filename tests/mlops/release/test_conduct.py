"""Whole releases from plan to record: emulated platforms, real PostgreSQL, whatever happens."""

import asyncio
import contextlib
import os
from datetime import timedelta

import psycopg
import pytest

from functions.domain.errors import InvalidInput, NotFound
from mlops.local.emulators.fates import Ending as Fatal
from mlops.local.emulators.fates import Fate
from mlops.release.dora import figures
from mlops.release.holder import machine
from mlops.release.log.history import recorded
from mlops.release.log.journal import open_log
from mlops.release.log.lease import Lease, LeaseHeld, LeaseLost
from mlops.release.log.recorded import Recorded
from mlops.release.progress import Ending, Kind
from mlops.release.survey import observed
from tests.mlops.release.conducting import COMMITTED, ENV, Stage
from tests.mlops.release.linter import needs_squawk
from tests.mlops.release.rig import NEW, OLD, Killed, Rig, without_deploys

LIMITS = "SET LOCAL lock_timeout = '2s';\nSET LOCAL statement_timeout = '60s';\n"
WIDER = ("9998_wider.sql", f"{LIMITS}CREATE TABLE wider (at timestamptz NOT NULL);\n")
NARROWER = ("9999_narrower.sql", f"-- phase: contract\n{LIMITS}DROP TABLE venue_quarantine;\n")
NOBODY = 4_194_305
"""A process that there is not: above the kernel's limit for their numbers."""


async def newest(stage: Stage) -> Recorded:
    return (await recorded(stage.target.log_url, ENV, 1))[0]


async def nobody_holds(stage: Stage) -> bool:
    return await Lease(stage.target.log_url, ENV, "").held() is None


def begun(rig: Rig) -> int:
    """How many changes were asked for."""
    return sum(not call.startswith("GET ") for call in rig.calls)


@needs_squawk
async def test_a_plan_is_applied_and_all_of_it_is_on_record(stage: Stage) -> None:
    stage.commits.more.append(WIDER)
    done = await stage.apply()
    assert (done.ending, done.trouble, done.left) == (Ending.RELEASED, "", ())
    live = await observed(stage.target)
    assert {live.page.commit, *(one.commit for one in live.services)} == {NEW}
    assert live.applied[-1].name == WIDER[0]
    release = await newest(stage)
    assert (release.ending, release.who) == (Ending.RELEASED, "ada")
    assert {one.step for one in release.events} == {one.id for one in release.plan.steps()}
    assert release.events[-1].output["commits"]["Vercel"] == NEW
    assert [one.get("at") == "domain" for one in stage.gates_run] == [False, True, True]
    assert await nobody_holds(stage)
    again = await stage.apply()
    assert again.ending is Ending.NOTHING_TO_DO


@pytest.mark.parametrize("gate", ["staged", "domain", "issued"])
async def test_a_gate_that_fails_brings_everything_back_and_is_quoted(
    stage: Stage, gate: str
) -> None:
    before = await observed(stage.target)
    stage.failing.add(gate)
    done = await stage.apply()
    assert done.ending is Ending.ROLLED_BACK
    assert "2.00 times what it was" in done.trouble
    assert without_deploys(await observed(stage.target)) == without_deploys(before)
    assert stage.rig.count("/promote/dpl_") == (gate != "staged")
    release = await newest(stage)
    assert release.trouble == done.trouble
    assert await nobody_holds(stage)


async def test_a_rollback_that_stays_partial_says_what_a_person_must_see_to(stage: Stage) -> None:
    stage.failing.add("domain")
    stage.rig.workspace.fates.add("rollback", Fate("update_in_progress", Fatal.FAILS), 4)
    done = await stage.apply()
    assert done.ending is Ending.PARTLY_ROLLED_BACK
    assert [one.partition(":")[0] for one in done.left] == ["candor-mlflow", "candor-grafana"]
    with pytest.raises(InvalidInput, match="undone but for what a person must see to"):
        await stage.conductor().to_undo()


@pytest.mark.parametrize("after", [1, 15, 30, 40, 55])
async def test_killed_on_the_way_the_next_apply_goes_on_by_the_same_plan(
    stage: Stage, after: int
) -> None:
    rig, before = stage.rig, len(stage.rig.calls)
    approved = await stage.planned()
    looks = len(rig.calls) - before
    rig.kill_after = len(rig.calls) + looks + after
    with contextlib.suppress(Killed):
        await stage.apply(approved)
        raise AssertionError("it was not killed")
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    rig.kill_after = None
    # Whoever is killed gives nothing back.
    await Lease(stage.target.log_url, ENV, f"ada@{machine()} {NOBODY}").take("apply")
    release = await newest(stage)
    assert release.ending is None
    with pytest.raises(InvalidInput, match=f"begun by ada, has not ended.*{approved}"):
        await stage.apply("sha256:another", "bob")
    done = await stage.apply(approved, "bob")
    assert done.ending is Ending.RELEASED
    assert [one.commit for one in rig.services[0].deploys] == [OLD, NEW]
    assert len(await recorded(stage.target.log_url, ENV)) == 1


async def test_an_unfinished_release_can_be_undone_instead(stage: Stage) -> None:
    before, rig = await observed(stage.target), stage.rig
    approved = await stage.planned()
    rig.kill_after = len(rig.calls) + 60
    with contextlib.suppress(Killed):
        await stage.apply(approved)
    rig.kill_after = None
    shown = await stage.conductor("bob").to_undo()
    done = await stage.conductor("bob").roll_back(shown.id)
    assert done.ending is Ending.ROLLED_BACK
    rig.clock.advance(3600)
    assert without_deploys(await observed(stage.target)) == without_deploys(before)


async def test_what_was_approved_is_refused_once_what_runs_has_changed(stage: Stage) -> None:
    approved = await stage.planned()
    stage.rig.services[1].auto_deploy = "yes"
    made = begun(stage.rig)
    with pytest.raises(InvalidInput, match="look at it anew with `candor release plan`"):
        await stage.apply(approved)
    assert begun(stage.rig) == made
    assert await recorded(stage.target.log_url, ENV) == []
    assert await nobody_holds(stage)


async def test_a_second_one_is_told_who_releases_and_touches_nothing(stage: Stage) -> None:
    await open_log(stage.target.log_url)
    await Lease(stage.target.log_url, ENV, "bob@elsewhere 1").take("apply sha256:1")
    approved, made = await stage.planned(), begun(stage.rig)
    with pytest.raises(LeaseHeld, match=r"bob@elsewhere 1 holds staging"):
        await stage.apply(approved)
    assert begun(stage.rig) == made
    assert not await nobody_holds(stage)


async def test_a_living_holder_on_this_machine_keeps_the_lease(stage: Stage) -> None:
    await open_log(stage.target.log_url)
    living = f"bob@{machine()} {os.getppid()}"
    await Lease(stage.target.log_url, ENV, living).take("apply sha256:1")
    with pytest.raises(LeaseHeld):
        await stage.apply()


async def test_whoever_loses_the_lease_does_nothing_more(stage: Stage) -> None:
    async def taken_away() -> None:
        await Lease(stage.target.log_url, ENV, "bob").take_away()

    stage.meanwhile = taken_away
    with pytest.raises(LeaseLost):
        await stage.apply()
    assert stage.rig.count("/promote/dpl_") == 0
    assert (await newest(stage)).ending is None


async def test_a_release_is_undone_by_hand_once(stage: Stage) -> None:
    with pytest.raises(NotFound, match="no release of staging is on record"):
        await stage.conductor().to_undo()
    before = await observed(stage.target)
    await stage.apply()
    shown = await stage.conductor("bob").to_undo()
    with pytest.raises(InvalidInput, match="meanwhile release"):
        await stage.conductor("bob").roll_back(shown.id - 1)
    assert (await stage.conductor("bob").roll_back(shown.id)).ending is Ending.ROLLED_BACK
    stage.rig.clock.advance(600)
    assert without_deploys(await observed(stage.target)) == without_deploys(before)
    assert (await newest(stage)).trouble == "bob asked to go back"
    with pytest.raises(InvalidInput, match="is undone already"):
        await stage.conductor().to_undo()


@needs_squawk
async def test_there_is_no_way_back_past_a_contraction(stage: Stage) -> None:
    stage.commits.more.append(NARROWER)
    assert (await stage.apply()).ending is Ending.RELEASED
    with pytest.raises(InvalidInput, match="contracted the database, and the code of before"):
        await stage.conductor().to_undo()


@needs_squawk
async def test_a_migration_that_fails_is_told_and_leaves_nothing_behind(stage: Stage) -> None:
    wrong = f"{LIMITS}CREATE TABLE wider (at timestamptz);\nSELECT 1 / 0;\n"
    stage.commits.more.append((WIDER[0], wrong))
    done = await stage.apply()
    assert (done.ending, "division by zero" in done.trouble) == (Ending.ROLLED_BACK, True)
    assert begun(stage.rig) == 0
    with psycopg.connect(stage.target.log_url) as connection:
        assert connection.execute("SELECT to_regclass('wider')").fetchone() == (None,)


async def test_the_log_amounts_to_the_four_figures(stage: Stage) -> None:
    stage.failing.add("domain")
    await stage.apply()
    stage.failing.clear()
    await stage.apply()
    releases = await recorded(stage.target.log_url, ENV)
    first, second = releases[1], releases[0]
    since = first.begun_at - timedelta(hours=1)
    until = first.begun_at + timedelta(days=7) - timedelta(hours=1)
    found = figures(releases, stage.commits.committed_at, since, until)
    assert (found.ended, found.success_share, found.unrestored) == (2, 0.5, 0)
    assert found.a_week == pytest.approx(1.0)
    assert second.ended_at is not None
    assert found.lead_s == (second.ended_at - COMMITTED).total_seconds()
    [failed] = [one.at for one in first.dated if one.event.kind is Kind.FAILED]
    assert found.restore_s == (first.dated[-1].at - failed).total_seconds()
