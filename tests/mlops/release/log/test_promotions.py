"""Approvals and reports on real PostgreSQL: found again, never taken back."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from mlops.release.log.journal import PostgresJournal, open_log
from mlops.release.log.lease import Lease
from mlops.release.log.promotions import approvals, approve, hotfixes
from mlops.release.plan.plan import plan
from tests.conftest import Database
from tests.mlops.release.states import LIVE, NEXT

PLAN = plan("staging", LIVE, NEXT)
DIGEST = PLAN.digest()


@pytest.fixture
async def url(database: Database) -> AsyncIterator[str]:
    yield database.owner_url
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("DROP SCHEMA IF EXISTS release CASCADE")


async def test_before_there_is_a_log_nothing_is_approved(url: str) -> None:
    assert list(await approvals(url, "staging", DIGEST)) == []
    assert dict(await hotfixes(url, "staging")) == {}


async def test_an_approval_is_of_one_plan_of_one_environment(url: str) -> None:
    await approve(url, "staging", PLAN.commit, DIGEST, "grace")
    await approve(url, "staging", PLAN.commit, DIGEST, "ada", own=True)
    await approve(url, "staging", PLAN.commit, DIGEST, "kay", hotfix=True)
    found = await approvals(url, "staging", DIGEST)
    told = [(one.who, one.own, one.hotfix) for one in found]
    assert told == [("grace", False, False), ("ada", True, False), ("kay", False, True)]
    assert list(await approvals(url, "staging", "sha256:other")) == []
    assert list(await approvals(url, "production", DIGEST)) == []
    with pytest.raises(psycopg.errors.CheckViolation):
        await approve(url, "staging", PLAN.commit, DIGEST, "")


async def test_only_a_hotfix_has_a_reason(url: str) -> None:
    await open_log(url)
    await Lease(url, "staging", "ada@desk 1").take("promote")
    for report in (None, {"hotfix": ""}, {"hotfix": "slots are missed"}):
        await PostgresJournal.begin(url, PLAN, "ada", "ada@desk 1", report)
    assert [*(await hotfixes(url, "staging")).values()] == ["slots are missed"]
    assert dict(await hotfixes(url, "production")) == {}


@pytest.mark.parametrize("table", ["approval", "promotion"])
async def test_what_is_on_record_stays(url: str, table: str) -> None:
    await approve(url, "staging", PLAN.commit, DIGEST, "grace")
    await Lease(url, "staging", "ada@desk 1").take("promote")
    await PostgresJournal.begin(url, PLAN, "ada", "ada@desk 1", {"hotfix": ""})
    for verb in ("DELETE FROM", "TRUNCATE"):
        with (
            psycopg.connect(url) as connection,
            pytest.raises(psycopg.errors.RestrictViolation, match="only added to"),
        ):
            connection.execute(f"{verb} release.{table}".encode())
