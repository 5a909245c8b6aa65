"""Migrations of a release are applied once, those that are named, and seen with their phase."""

import psycopg
import pytest

from functions.adapters.postgres import migrate as migrate_module
from functions.adapters.postgres.migrate import migrations
from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.release import database as database_module
from mlops.release.database import Database, wanted_migrations
from mlops.release.plan.state import Phase

MORE = [("9998_a.sql", "CREATE TABLE a ();"), ("9999_b.sql", "-- phase: contract\nDROP TABLE a;")]
KNOWN = [*migrations(), *MORE]


async def test_what_is_named_is_applied_once_and_nothing_else(release_url: str) -> None:
    database = Database(release_url)
    apply = database.handlers(lambda: KNOWN)["database.migrate"]
    assert await apply({"migrations": ["9998_a.sql"]}) == ["9998_a.sql"]
    assert await apply({"migrations": ["9998_a.sql"]}) == []
    assert await apply({"migrations": ["9999_b.sql"]}) == ["9999_b.sql"]
    assert await database.applied() == wanted_migrations(KNOWN)
    assert [one.phase for one in await database.applied()][-2:] == [Phase.EXPAND, Phase.CONTRACT]


async def test_an_answer_that_is_lost_after_all_was_done_is_no_failure(
    release_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = migrate_module.migrate

    def lost(url: str, known: list[tuple[str, str]]) -> None:
        done(url, known)
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(database_module, "migrate", lost)
    apply = Database(release_url).handlers(lambda: KNOWN)["database.migrate"]
    assert await apply({"migrations": ["9998_a.sql"]}) == []
    with pytest.raises(VendorUnavailable, match="server closed"):
        await apply({"migrations": ["0000_not_there.sql"]})


async def test_a_database_before_the_first_migration_has_none_and_no_champion(
    release_url: str,
) -> None:
    with psycopg.connect(release_url, autocommit=True) as owner:
        owner.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    assert await Database(release_url).applied() == ()
    assert await Database(release_url).champion() is None


async def test_migrations_of_before_there_were_phases_expand(release_url: str) -> None:
    with psycopg.connect(release_url) as owner:
        owner.execute("ALTER TABLE schema_migration DROP COLUMN phase")
    assert {one.phase for one in await Database(release_url).applied()} == {Phase.EXPAND}


def test_another_word_for_a_phase_is_refused() -> None:
    with pytest.raises(InvalidInput, match="its phase is expand or contract, not 'shrink'"):
        wanted_migrations([("0007.sql", "-- phase: shrink\n")])


async def test_a_database_that_is_not_there_is_an_outside_failure() -> None:
    with pytest.raises(VendorUnavailable, match="postgres"):
        await Database("postgresql://a@127.0.0.1:1/a").applied()
