"""The record can only be added to: triggers hold the owner, privileges the application."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import CheckViolation, InsufficientPrivilege, RestrictViolation

from functions.adapters.postgres.world_owner import WorldOwner
from functions.domain.horizon import standing_schedules
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.domain.record import schedule_record
from tests.conftest import Database
from tests.worlds import CLOCK, MODE, SEEN, SOURCE, T0, OpenWorld

NOT_OF_THE_RECORD = {"schema_migration", "replay_clock", "history_candle", "history_rejection"}
CLOSED_TO_THE_APPLICATION = NOT_OF_THE_RECORD | {"world"}
CHANGES = {
    "UPDATE": "UPDATE {table} SET {column} = {column}",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table} CASCADE",
}


@pytest.fixture
def by_owner(database: Database, owner: WorldOwner) -> Iterator[psycopg.Connection]:
    owner.open(MODE, SOURCE, CLOCK)
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def by_application(
    database: Database, by_owner: psycopg.Connection
) -> Iterator[psycopg.Connection]:
    assert by_owner.info.user == "owner"
    with psycopg.connect(database.app_url, autocommit=True) as connection:
        yield connection


def tables(connection: psycopg.Connection) -> dict[str, str]:
    """Every table and its first column."""
    rows = connection.execute(
        """
        SELECT relname, attname FROM pg_class
        JOIN pg_attribute ON attrelid = pg_class.oid AND attnum = 1
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        """
    ).fetchall()
    return dict(rows)


def change(connection: psycopg.Connection, verb: str, table: str, column: str) -> None:
    connection.execute(
        sql.SQL(CHANGES[verb]).format(table=sql.Identifier(table), column=sql.Identifier(column))
    )


@pytest.mark.parametrize("verb", CHANGES)
def test_not_even_the_owner_can_change_the_record(by_owner: psycopg.Connection, verb: str) -> None:
    record = {
        name: column for name, column in tables(by_owner).items() if name not in NOT_OF_THE_RECORD
    }
    assert len(record) >= 10
    for table, column in record.items():
        with pytest.raises(RestrictViolation, match=f"append-only: {verb} refused"):
            change(by_owner, verb, table, column)


@pytest.mark.parametrize("verb", CHANGES)
def test_the_application_can_change_no_table(by_application: psycopg.Connection, verb: str) -> None:
    for table, column in tables(by_application).items():
        with pytest.raises(InsufficientPrivilege):
            change(by_application, verb, table, column)


def test_the_application_adds_to_the_record_and_to_nothing_else(
    by_application: psycopg.Connection,
) -> None:
    rows = by_application.execute(
        """
        SELECT relname, has_any_column_privilege(oid, 'INSERT') FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        """
    ).fetchall()
    assert {name for name, may_insert in rows if not may_insert} == CLOSED_TO_THE_APPLICATION
    for table in CLOSED_TO_THE_APPLICATION:
        with pytest.raises(InsufficientPrivilege):
            by_application.execute(
                sql.SQL("INSERT INTO {} DEFAULT VALUES").format(sql.Identifier(table))
            )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE replay_clock SET now = now + interval '1 hour'",
        "ALTER TABLE slot_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER slot_is_timely ON slot_entry",
        "DROP TABLE score",
        "CREATE TABLE mine ()",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION candor_now() RETURNS timestamptz LANGUAGE sql RETURN now()",
        "SET session_replication_role = replica",
        "SET ROLE owner",
    ],
)
def test_the_application_cannot_get_round_the_rules(
    by_application: psycopg.Connection, statement: str
) -> None:
    with pytest.raises(InsufficientPrivilege):
        by_application.execute(statement.encode())


def test_the_application_cannot_put_another_clock_in_front(
    by_application: psycopg.Connection,
) -> None:
    by_application.execute("CREATE TEMP TABLE world (mode text)")
    by_application.execute("CREATE TEMP TABLE replay_clock (now timestamptz)")
    by_application.execute("INSERT INTO pg_temp.world VALUES ('replay')")
    by_application.execute("INSERT INTO pg_temp.replay_clock VALUES ('2020-01-01 00:00:00Z')")
    assert by_application.execute("SELECT candor_now()").fetchone() == (CLOCK.now,)


def test_a_database_is_one_world_for_ever(by_owner: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        by_owner.execute("INSERT INTO world (mode, source) VALUES ('live', 'venues')")
    with pytest.raises(CheckViolation):
        by_owner.execute(
            "INSERT INTO world (only_row, mode, source) VALUES (false, 'live', 'venues')"
        )
    row = by_owner.execute("SELECT mode, source FROM world").fetchone()
    assert row == (MODE.value, SOURCE)


def test_the_clock_never_runs_backwards(by_owner: psycopg.Connection) -> None:
    back = CLOCK.now - timedelta(microseconds=1)
    with pytest.raises(RestrictViolation, match="runs forward"):
        by_owner.execute("UPDATE replay_clock SET now = %s", [back])
    by_owner.execute("UPDATE replay_clock SET now = now")
    assert by_owner.execute("SELECT candor_now()").fetchone() == (CLOCK.now,)


def insert_entry(
    connection: psycopg.Connection, index: int, body: bytes, head: LedgerHead, leaf: bytes
) -> None:
    connection.execute(
        """
        INSERT INTO ledger_entry
            (index, kind, schema_version, recorded_at, body, leaf_hash, frontier)
        VALUES (%s, 'schedule', 1, candor_now(), %s, %s, %s)
        """,
        [index, body, leaf, list(head.frontier)],
    )


def test_the_ledger_has_no_gap_and_no_second_history(by_owner: psycopg.Connection) -> None:
    body, leaf = b"{}", leaf_hash(b"{}")
    one = LedgerHead().append(leaf)
    with pytest.raises(RestrictViolation, match="does not follow"):
        insert_entry(by_owner, 1, body, one, leaf)
    insert_entry(by_owner, 0, body, one, leaf)
    with pytest.raises(RestrictViolation, match="does not follow"):
        insert_entry(by_owner, 0, body, one, leaf)
    with pytest.raises(RestrictViolation, match="does not follow"):
        insert_entry(by_owner, 2, body, one.append(leaf).append(leaf), leaf)
    insert_entry(by_owner, 1, body, one.append(leaf), leaf)


def test_a_leaf_hash_is_that_of_its_body(by_owner: psycopg.Connection) -> None:
    other = leaf_hash(b"other")
    with pytest.raises(CheckViolation):
        insert_entry(by_owner, 0, b"{}", LedgerHead().append(other), other)


def test_a_frontier_has_one_hash_for_each_bit_of_the_size(by_owner: psycopg.Connection) -> None:
    leaf = leaf_hash(b"{}")
    three = LedgerHead().append(leaf).append(leaf).append(leaf)
    with pytest.raises(CheckViolation):
        insert_entry(by_owner, 0, b"{}", three, leaf)


async def test_the_adapters_ledger_meets_these_rules(postgres_world: OpenWorld) -> None:
    await postgres_world.announce()
    assert (await postgres_world.ledger.head()).size == 4


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("candle_observation", "known_at"),
        ("consensus_candle", "known_at"),
        ("venue_quarantine", "known_at"),
        ("ledger_entry", "recorded_at"),
        ("checkpoint", "signed_at"),
        ("anchor", "recorded_at"),
        ("model_version", "registered_at"),
        ("outcome", "scored_at"),
        ("schedule", "announced_at"),
    ],
)
def test_only_the_worlds_clock_says_since_when_something_is_on_record(
    by_application: psycopg.Connection, table: str, column: str
) -> None:
    row = by_application.execute(
        "SELECT has_column_privilege(%s, %s, 'INSERT')", [table, column]
    ).fetchone()
    assert row == (False,)


async def test_no_checkpoint_goes_behind_one_that_was_signed(
    postgres_world: OpenWorld, by_application: psycopg.Connection
) -> None:
    announced = [(one, schedule_record(SEEN, one)) for one in standing_schedules(T0)]
    await postgres_world.ledger.announce(announced)
    assert await postgres_world.ledger.keep_checkpoint(4, "o\n4\nr\n")
    insert = "INSERT INTO checkpoint (size, note) VALUES (%s, %s)"
    with pytest.raises(RestrictViolation, match="checkpoint 3 is behind one that was signed"):
        by_application.execute(insert, [3, "o\n3\nr\n"])
    with pytest.raises(RestrictViolation, match="has no 5 entries to sign"):
        by_application.execute(insert, [5, "o\n5\nr\n"])
