"""The register keeps each event once and for ever, and nobody but the owner looks into it."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from mlops.release.log.tables import make_tables
from mlops.release.secrets.entry import Entry, Kind
from mlops.release.secrets.register import Register
from tests.conftest import Database

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
MADE = Entry(
    Kind.MADE, ("CRON_SECRET",), "ada@here", "a test", NOON, ("ab12",), "ada", NOON, id="1" * 32
)
READ = Entry(
    Kind.READ, ("CRON_SECRET", "WATCH_TOKEN"), "bob@here", "candor status", NOON, id="2" * 32
)
TOLD = Entry(Kind.TOLD, ("CRON_SECRET",), "ada", "Vercel", NOON, ("ab12",), id="3" * 32)


@pytest.fixture
async def register(register_url: str) -> Register:
    one = Register(register_url, "staging")
    await one.open()
    return one


async def test_looking_makes_nothing(register_url: str) -> None:
    assert list(await Register(register_url, "staging").entries()) == []
    with psycopg.connect(register_url) as connection:
        made = connection.execute("SELECT to_regnamespace('release')").fetchone()
    assert made == (None,)


async def test_it_is_made_after_whoever_makes_the_log_at_the_same_time(register_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(register_url) as log:
        await make_tables(log, "mlops.release.log", "log.sql")
        opening = asyncio.create_task(Register(register_url, "staging").open())
        await asyncio.sleep(0.3)
        assert not opening.done()
    await opening


async def test_what_happened_is_given_back_as_it_was_and_each_event_once(
    register: Register,
) -> None:
    await register.add(MADE, READ)
    await register.add(MADE, TOLD)
    entries = await register.entries()
    assert [(one.kind, one.names, one.owner, one.made_at) for one in entries] == [
        (Kind.MADE, ("CRON_SECRET",), "ada", NOON),
        (Kind.TOLD, ("CRON_SECRET",), "", None),
    ]
    assert [one.kind for one in await register.newest("WATCH_TOKEN")] == [Kind.READ]
    assert len(await register.newest(limit=2)) == 2


async def test_environments_in_one_database_do_not_see_each_other(register: Register) -> None:
    await register.add(MADE)
    assert list(await Register(register._url, "production").entries()) == []


async def test_opened_by_eight_at_once_it_is_made_once(register_url: str) -> None:
    await asyncio.gather(*(Register(register_url, "staging").open() for _ in range(8)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE release.secret_event SET who = 'x'",
        "DELETE FROM release.secret_event",
        "TRUNCATE release.secret_event",
    ],
)
async def test_nothing_on_record_is_changed_or_taken_away(
    register: Register, statement: str
) -> None:
    await register.add(MADE)
    with (
        psycopg.connect(register._url) as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="only added to"),
    ):
        connection.execute(statement.encode())


async def test_a_made_one_has_a_time_and_no_other_has(register: Register) -> None:
    for wrong in (
        Entry(Kind.MADE, ("A",), "ada", "", NOON, ("x",)),
        Entry(Kind.TOLD, ("A",), "ada", "", NOON, ("x",), made_at=NOON),
        Entry(Kind.READ, (), "ada", "", NOON),
        Entry(Kind.READ, ("A", "B"), "ada", "", NOON, ("x",)),
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            await register.add(wrong)


async def test_the_application_cannot_look_into_it(migrated: Database) -> None:
    await Register(migrated.owner_url, "staging").open()
    with (
        psycopg.connect(migrated.app_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT * FROM release.secret_event")


async def test_the_newest_event_is_first(register: Register) -> None:
    later = Entry(Kind.READ, ("A",), "ada", "later", NOON + timedelta(hours=1))
    await register.add(later, READ)
    assert [one.purpose for one in await register.newest()] == ["later", "candor status"]
