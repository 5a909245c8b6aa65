"""The time rule in SQL: `cutoff ≤ issued_at ≤ deadline < target`, whoever writes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.errors import (
    CheckViolation,
    ForeignKeyViolation,
    NotNullViolation,
    RestrictViolation,
    UniqueViolation,
)

from functions.domain.units import HOUR
from tests.conftest import Database
from tests.worlds import T0, OpenWorld

MINUTE = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)
IN_TIME = {
    "horizon": "4h",
    "cutoff": T0,
    "deadline": T0 + 10 * MINUTE,
    "target": T0 + 4 * HOUR,
    "ledger_index": 0,
    "issued_at": T0 + MINUTE,
    "missed_reason": None,
}
MISSED = {**IN_TIME, "issued_at": None, "missed_reason": "late"}


@pytest.fixture
async def world(postgres_world: OpenWorld) -> OpenWorld:
    """Announced; ledger entries 0 to 3 are there to be referred to."""
    await postgres_world.announce()
    return postgres_world


@pytest.fixture
def connection(database: Database, world: OpenWorld) -> Iterator[psycopg.Connection]:
    world.move(T0 + 5 * MINUTE)
    with psycopg.connect(database.app_url, autocommit=True) as connection:
        yield connection


def insert(connection: psycopg.Connection, slot: dict[str, Any]) -> None:
    connection.execute(
        """
        INSERT INTO slot_entry
            (horizon, cutoff, deadline, target, ledger_index, issued_at, missed_reason)
        VALUES (%(horizon)s, %(cutoff)s, %(deadline)s, %(target)s, %(ledger_index)s,
                %(issued_at)s, %(missed_reason)s)
        """,
        slot,
    )


def test_a_slot_in_time_is_taken(connection: psycopg.Connection) -> None:
    insert(connection, IN_TIME)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"issued_at": T0 - MICROSECOND}, CheckViolation),
        ({"issued_at": T0 + 5 * MINUTE + MICROSECOND}, RestrictViolation),
        ({"issued_at": None}, RestrictViolation),
        ({"missed_reason": "late"}, CheckViolation),
        ({"deadline": T0 + 11 * MINUTE}, CheckViolation),
        ({"target": T0 + 5 * HOUR}, CheckViolation),
        ({"target": T0}, CheckViolation),
        ({"horizon": "1h"}, CheckViolation),
        ({"horizon": "2h", "target": T0 + 168 * HOUR}, ForeignKeyViolation),
        ({"ledger_index": 99}, ForeignKeyViolation),
        ({"ledger_index": None}, NotNullViolation),
    ],
    ids=str,
)
def test_a_slot_that_breaks_the_rule_is_refused(
    connection: psycopg.Connection, change: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        insert(connection, {**IN_TIME, **change})


@pytest.mark.parametrize(
    ("now", "issued"),
    [(T0 + 10 * MINUTE, True), (T0 + 10 * MINUTE + MICROSECOND, False), (T0 + HOUR, False)],
)
def test_no_forecast_is_back_dated(
    connection: psycopg.Connection, world: OpenWorld, now: datetime, issued: bool
) -> None:
    world.move(now)
    if issued:
        insert(connection, IN_TIME)
        return
    with pytest.raises(RestrictViolation, match="cannot be issued"):
        insert(connection, IN_TIME)
    insert(connection, MISSED)


def test_a_slot_is_missed_only_after_its_deadline(
    connection: psycopg.Connection, world: OpenWorld
) -> None:
    world.move(T0 + 10 * MINUTE)
    with pytest.raises(RestrictViolation, match="not missed yet"):
        insert(connection, MISSED)
    world.move(T0 + 10 * MINUTE + MICROSECOND)
    insert(connection, MISSED)


def test_slots_are_settled_in_order(connection: psycopg.Connection, world: OpenWorld) -> None:
    world.move(T0 + 3 * HOUR)
    later = {name: value + HOUR if isinstance(value, datetime) else value
             for name, value in MISSED.items()}  # fmt: skip
    insert(connection, later)
    with pytest.raises(RestrictViolation, match="in order"):
        insert(connection, {**MISSED, "ledger_index": 1})


def test_a_slot_is_settled_once_and_an_entry_settles_one_slot(
    connection: psycopg.Connection,
) -> None:
    insert(connection, IN_TIME)
    with pytest.raises(UniqueViolation):
        insert(connection, {**IN_TIME, "ledger_index": 1})
    with pytest.raises(UniqueViolation):
        insert(connection, {**IN_TIME, "horizon": "1h", "target": T0 + HOUR})


def test_an_outcome_needs_its_slot_and_a_score_its_outcome(connection: psycopg.Connection) -> None:
    with pytest.raises(ForeignKeyViolation):
        connection.execute(
            """
            INSERT INTO outcome (horizon, cutoff, price, log_return, known_at)
            VALUES ('4h', %s, 1, 0, %s)
            """,
            [T0, T0],
        )
    with pytest.raises(ForeignKeyViolation):
        connection.execute(
            """
            INSERT INTO score (horizon, cutoff, scorer, pinball, crps, pit,
                               covered_50, covered_80, covered_90, covered_95)
            VALUES ('4h', %s, 'model', 0, 0, 0.5, true, true, true, true)
            """,
            [T0],
        )


def test_touches_are_judged_of_what_was_scored_and_on_both_sides(
    connection: psycopg.Connection,
) -> None:
    insert(connection, IN_TIME)
    judge = """
        INSERT INTO touch_score (horizon, cutoff, highest, lowest, p_highest, p_lowest, p_most)
        VALUES ('4h', %s, %s, 1, 0.5, %s, 1)
    """
    with pytest.raises(ForeignKeyViolation):
        connection.execute(judge, [T0, 2, 0.5])
    connection.execute(
        """
        INSERT INTO outcome (horizon, cutoff, price, log_return, known_at)
        VALUES ('4h', %s, 1, 0, %s)
        """,
        [T0, T0],
    )
    for highest, p_lowest in ((0.5, 0.5), (2, None), (2, 1.5)):
        with pytest.raises(CheckViolation):
            connection.execute(judge, [T0, highest, p_lowest])
    connection.execute(judge, [T0, 2, 0.5])
