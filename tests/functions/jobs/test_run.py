"""`run`: a job by its name, and what it wrote published."""

import contextlib
from dataclasses import replace

import pytest

from functions.documents.envelope import Rendered
from functions.domain.errors import NotFound, NotReady
from functions.domain.world import World
from functions.jobs.cadence import CADENCE
from functions.jobs.checkpoint import CheckpointReport
from functions.jobs.ingest import IngestReport
from functions.jobs.issue import IssueReport
from functions.jobs.measure import MeasureReport
from functions.jobs.run import JOBS, run
from functions.jobs.score import ScoreReport
from functions.queries.everybody import FORECAST, SCORES, builds
from functions.queries.shelf import Shelf
from tests.fakes.world import UnreadableWorld
from tests.functions.jobs.rig import Rig


class Empty(Exception):
    """There was no document to be read."""


async def absent() -> tuple[Rendered, World]:
    raise Empty


def shelf_of(rig: Rig) -> Shelf:
    return Shelf(rig.services.cache, rig.services.clock)


def test_every_job_of_the_cadence_table_can_be_run_and_no_other() -> None:
    assert list(JOBS) == [cadence.job for cadence in CADENCE]


async def test_the_jobs_in_their_order_carry_one_slot_from_issue_to_score(any_rig: Rig) -> None:
    await any_rig.ready()
    shelf = shelf_of(any_rig)
    any_rig.at(0, 1)
    reports = [await run(cadence.job, any_rig.services, shelf) for cadence in CADENCE]
    assert [type(one) for one in reports] == [
        IngestReport,
        IssueReport,
        ScoreReport,
        CheckpointReport,
        MeasureReport,
    ]
    assert len(reports[1].issued) == 4
    any_rig.at(1, 1)
    reports = [await run(cadence.job, any_rig.services, shelf) for cadence in CADENCE]
    assert reports[2] == ScoreReport(1, more=False, touches=1)
    assert b'"scored":1' in (await shelf.read(SCORES, absent)).rendered.body


@pytest.mark.parametrize("name", ["", "Issue", "issue ", "__init__", "anchor"])
async def test_an_unknown_job_is_not_found(rig: Rig, name: str) -> None:
    with pytest.raises(NotFound, match="ingest, issue, score"):
        await run(name, rig.services, shelf_of(rig))


async def published(rig: Rig) -> set[str]:
    """The keys of the documents on the shelf."""
    found = set()
    for key in builds(rig.services):
        with contextlib.suppress(Empty):
            await shelf_of(rig).read(key, absent)
            found.add(key)
    return found


async def test_what_a_job_has_issued_or_scored_is_published_all_together(rig: Rig) -> None:
    await rig.ready()
    await run("ingest", rig.services, shelf_of(rig))
    await run("score", rig.services, shelf_of(rig))
    assert await published(rig) == set()
    rig.at(0, 1)
    await run("ingest", rig.services, shelf_of(rig))
    await run("issue", rig.services, shelf_of(rig))
    assert await published(rig) == set(builds(rig.services)) > {FORECAST, SCORES}


async def test_a_job_that_fails_publishes_nothing(rig: Rig) -> None:
    unopened = UnreadableWorld(NotReady("the candles are still being prepared"))
    with pytest.raises(NotReady):
        await run("issue", replace(rig.services, world=unopened), shelf_of(rig))
    with pytest.raises(Empty):
        await shelf_of(rig).read(FORECAST, absent)
