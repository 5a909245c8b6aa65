"""The release log on real PostgreSQL: one holder at a time, and nothing is taken back."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from mlops.release.execute import execute
from mlops.release.log.history import recorded
from mlops.release.log.journal import PostgresJournal, open_log
from mlops.release.log.lease import Lease, LeaseHeld, LeaseLost
from mlops.release.plan.plan import plan
from mlops.release.progress import Ending, Event, Kind
from tests.conftest import Database
from tests.mlops.release.states import LIVE, NEXT
from tests.mlops.release.test_execute import Platforms, silent

PLAN = plan("staging", LIVE, NEXT)


@pytest.fixture
async def url(database: Database) -> AsyncIterator[str]:
    await open_log(database.owner_url)
    await open_log(database.owner_url)
    yield database.owner_url
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("DROP SCHEMA release CASCADE")


async def held(url: str, holder: str = "ada@desk 1", lease_s: int = 60) -> Lease:
    lease = Lease(url, "staging", holder, lease_s)
    await lease.take("a release")
    return lease


async def test_a_second_holder_is_told_who_releases(url: str) -> None:
    await held(url)
    with pytest.raises(LeaseHeld, match=r"ada@desk 1 holds staging since .* \(a release\)"):
        await held(url, "bob@desk 2")
    await Lease(url, "production", "bob@desk 2").take("another environment")


async def test_of_many_who_ask_at_once_one_gets_it(url: str) -> None:
    asked = [Lease(url, "staging", f"holder {number}").take("now") for number in range(8)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(answer is None for answer in answers) == 1
    assert all(answer is None or isinstance(answer, LeaseHeld) for answer in answers)


async def test_a_lease_that_ran_out_is_free_and_its_holder_can_write_no_more(url: str) -> None:
    lease = await held(url)
    journal = await PostgresJournal.begin(url, PLAN, "ada", "ada@desk 1")
    await lease.give_back()
    await held(url, lease_s=0)
    second = await held(url, "bob@desk 2")
    with pytest.raises(LeaseLost):
        await PostgresJournal.begin(url, PLAN, "ada", "ada@desk 1")
    assert len(await recorded(url, "staging")) == 1
    with pytest.raises(LeaseLost):
        await journal.append(Event(Kind.BEGUN, "vercel.stage"))
    assert await journal.read() == []
    await second.renew()
    await second.give_back()
    assert await second.held() is None
    with pytest.raises(LeaseLost):
        await second.renew()


async def test_a_person_may_take_it_away(url: str) -> None:
    lease = await held(url)
    taken = await Lease(url, "staging", "bob").take_away()
    assert taken is not None
    assert taken.holder == "ada@desk 1"
    with pytest.raises(LeaseLost):
        await lease.renew()


async def test_a_whole_release_is_on_record_in_order(url: str) -> None:
    await held(url)
    journal = await PostgresJournal.begin(url, PLAN, "ada", "ada@desk 1")
    assert await execute(PLAN, Platforms().handlers(), journal, silent) is Ending.RELEASED
    events = await journal.read()
    assert [one.step for one in events if one.kind is Kind.DONE].count("vercel.stage") == 1
    assert {one.step for one in events} == {step.id for step in PLAN.steps()}
    assert events[-1] == Event(Kind.DONE, "observe", "", "output of observe")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM release.event",
        "UPDATE release.release SET who = 'somebody else'",
        "TRUNCATE release.event",
    ],
)
async def test_what_is_on_record_stays(url: str, statement: str) -> None:
    with (
        psycopg.connect(url) as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="only added to"),
    ):
        connection.execute(statement.encode())


@pytest.mark.usefixtures("url")
async def test_the_application_may_not_even_read_it(database: Database) -> None:
    with (
        psycopg.connect(database.app_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT FROM release.release")
