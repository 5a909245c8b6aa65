"""The whole schema `release`: it comes over a log of before, is only added to, and is private."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from functions.adapters.system import SystemClock
from mlops.release.log.history import recorded
from mlops.release.log.journal import PostgresJournal, open_log
from mlops.release.log.lease import Lease
from mlops.release.log.promotions import approve
from mlops.release.plan.plan import plan
from mlops.release.progress import Event, Kind
from mlops.release.secrets.entry import Entry
from mlops.release.secrets.entry import Kind as Happened
from mlops.release.secrets.register import Register
from mlops.release.vault.postgres_vault import PostgresVault
from mlops.release.vault.sealing import SealingKey
from tests.conftest import Database
from tests.mlops.release.states import LIVE, NEXT

PLAN = plan("staging", LIVE, NEXT)
HOLDER = "ada@desk 1"
SINCE_THEN = ("approval", "promotion", "secret_event", "settings")
"""What a log has not that was opened before there were these."""
ADDED_TO = {*SINCE_THEN, "release", "event"}
SETTINGS = {"CRON_SECRET": "cq2tYVHn8TjJ0mS5Xb7sKp4dRw1uEfGz9aLi"}


async def write_a_row_everywhere(url: str) -> None:
    await approve(url, "staging", PLAN.commit, PLAN.digest(), "grace")
    await Lease(url, "staging", HOLDER).take("promote")
    journal = await PostgresJournal.begin(url, PLAN, "ada", HOLDER, {"hotfix": ""})
    await journal.append(Event(Kind.BEGUN, PLAN.steps()[0].id))
    register = Register(url, "staging")
    await register.open()
    entry = Entry(Happened.READ, ("CRON_SECRET",), "ada@desk", "release plan", SystemClock().now())
    await register.add(entry)
    await PostgresVault(url, "staging", (SealingKey.of("k" * 43),)).keep([SETTINGS])


@pytest.fixture
async def url(database: Database) -> AsyncIterator[str]:
    """The log as it was before promotions, the register and the vault, with a release in it."""
    one = database.owner_url
    await open_log(one)
    await Lease(one, "staging", HOLDER).take("apply")
    await PostgresJournal.begin(one, PLAN, "bob", HOLDER)
    with psycopg.connect(one) as connection:
        for table in SINCE_THEN:
            connection.execute(f"DROP TABLE IF EXISTS release.{table}".encode())
        connection.execute("DROP FUNCTION IF EXISTS release.refuse_secret_change()")
    yield one
    with psycopg.connect(one) as connection:
        connection.execute("DROP SCHEMA release CASCADE")


async def test_what_came_later_comes_into_a_log_of_before_and_leaves_it_as_it_was(url: str) -> None:
    [before] = await recorded(url, "staging")
    await write_a_row_everywhere(url)
    second, first = await recorded(url, "staging")
    assert (first, second.who) == (before, "ada")
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'release'")
        assert {name for (name,) in tables} == ADDED_TO | {"lease"}


@pytest.mark.parametrize("table", sorted(ADDED_TO))
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
async def test_nothing_is_taken_back(url: str, table: str, statement: str) -> None:
    await write_a_row_everywhere(url)
    with psycopg.connect(url) as connection:
        [(column,)] = connection.execute(
            """
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = 'release' AND table_name = %s AND is_identity = 'NO'
            ORDER BY ordinal_position LIMIT 1
            """,
            [table],
        )
        asked = statement.format(f"release.{table}", column, column)
        # Nothing refers to a table that is not there, or TRUNCATE says that first.
        asked += " CASCADE" if statement.startswith("TRUNCATE") else ""
        with pytest.raises(psycopg.errors.RestrictViolation, match="only added to"):
            connection.execute(asked.encode())


async def test_the_application_reads_and_writes_none_of_it(url: str, database: Database) -> None:
    await write_a_row_everywhere(url)
    for table in (*ADDED_TO, "lease"):
        for asked in (f"SELECT FROM release.{table}", f"DELETE FROM release.{table}"):
            with (
                psycopg.connect(database.app_url) as connection,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                connection.execute(asked.encode())
