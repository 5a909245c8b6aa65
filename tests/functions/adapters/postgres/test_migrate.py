"""Migrations run once, whole, and never change afterwards."""

import asyncio
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from functions.adapters.postgres import migrate as migrate_module
from functions.adapters.postgres.migrate import migrate, migrations
from functions.domain.errors import WorldMismatch
from mlops.local.postgres import OWNER_ROLE, PostgresServer

PUBLISHED = Path(__file__).with_name("migrations.sha256")
NAMES = [name for name, _ in migrations()]


@pytest.fixture
def empty_url(postgres_cluster: PostgresServer) -> Iterator[str]:
    """The owner's connection string of a database without any table."""
    postgres_cluster.create_database("candor_empty")
    yield postgres_cluster.url(OWNER_ROLE, "candor_empty")
    postgres_cluster.drop_database("candor_empty")


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
    return {name for (name,) in rows}


def test_migrations_are_numbered_from_one_without_a_hole() -> None:
    assert [int(name[:4]) for name in NAMES] == list(range(1, len(NAMES) + 1))


def test_migrating_twice_does_nothing(empty_url: str) -> None:
    assert migrate(empty_url) == NAMES
    assert migrate(empty_url) == []
    assert {"world", "ledger_entry", "slot_entry", "schema_migration"} <= tables(empty_url)


def test_a_changed_migration_is_refused(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(empty_url)
    changed = [(name, text + "\n-- a word more") for name, text in migrations()]
    monkeypatch.setattr(migrate_module, "migrations", lambda: changed)
    with pytest.raises(WorldMismatch, match=f"migration {NAMES[0]} differs"):
        migrate(empty_url)


def test_a_new_migration_is_applied_beside_the_old(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(empty_url)
    more = [*migrations(), ("9999_more.sql", "CREATE TABLE more (); CREATE TABLE even_more ();")]
    monkeypatch.setattr(migrate_module, "migrations", lambda: more)
    assert migrate(empty_url) == ["9999_more.sql"]
    assert {"more", "even_more"} <= tables(empty_url)


def test_a_migration_that_fails_half_way_leaves_nothing(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [("0001_broken.sql", "CREATE TABLE half (); SELECT 1 / 0;")]
    monkeypatch.setattr(migrate_module, "migrations", lambda: broken)
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty_url)
    assert tables(empty_url) == set()


async def test_four_at_once_apply_each_migration_once(empty_url: str) -> None:
    applied = await asyncio.gather(*(asyncio.to_thread(migrate, empty_url) for _ in range(4)))
    assert sorted(applied) == [[], [], [], NAMES]


def test_a_migration_that_has_been_published_never_changes() -> None:
    """A new one gets a line of its own in migrations.sha256; no line is ever edited."""
    lines = PUBLISHED.read_text().splitlines()
    published = {name: digest for digest, name in map(str.split, lines)}
    assert {name: sha256(text.encode()).hexdigest() for name, text in migrations()} == published
