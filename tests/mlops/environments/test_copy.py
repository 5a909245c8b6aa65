"""Candles and ledger move to an environment's own database, whole, and under its own name."""

from dataclasses import replace

import httpx
import psycopg
import pytest

from functions.adapters.ed25519.signer import Ed25519Signer, new_signing_key
from functions.adapters.postgres.ledger import PostgresLedger
from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import PostgresWorld
from functions.app import create_app
from functions.bootstrap import Bootstrapped
from functions.domain.checkpoint import parse_note
from functions.domain.errors import CandorError, InvalidInput, VendorUnavailable, WorldMismatch
from functions.domain.world import Mode
from functions.queries.shelf import Shelf
from mlops.environments import copy
from mlops.environments.copy import COPIED, LEFT, copy_world, has_world, promoted_artifacts
from mlops.ledger.site import Site
from mlops.ledger.witness import witness
from tests.conftest import Database
from tests.fakes.cache import FakeCache
from tests.functions.jobs.rig import Rig
from tests.mlops.ledger.ledgers import SIGNER
from tests.mlops.ledger.ledgers import Shelf as Files

OURS = new_signing_key("staging.candor.test/ledger", bytes(range(1, 33)))


def table(url: str, name: str) -> list[tuple[object, ...]]:
    """All rows of a table, in one order."""
    with psycopg.connect(url) as owner:
        query = f"SELECT * FROM {name} AS t ORDER BY t::text"
        return owner.execute(query.encode()).fetchall()


def assert_rules_hold(url: str) -> None:
    """Every trigger is on, for the owner too, and one of them shows it."""
    with psycopg.connect(url) as owner:
        lacking = owner.execute(
            """
            SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
            WHERE NOT tgisinternal AND tgenabled <> 'A' AND relname = ANY(%s)
            """,
            [["slot_entry", "ledger_entry", "checkpoint", "world"]],
        ).fetchall()
    assert lacking == []
    again = "INSERT INTO slot_entry SELECT * FROM slot_entry LIMIT 1"
    with (
        pytest.raises(psycopg.errors.RestrictViolation, match="cannot be issued at"),
        psycopg.connect(url) as owner,
    ):
        owner.execute(again)


async def test_every_row_comes_as_it_was_and_the_rules_hold_again(
    source: Rig, database: Database, empty: str
) -> None:
    before = {name: table(database.owner_url, name) for name in (*COPIED, *LEFT)}
    done = copy_world(database.app_url, empty, str(OURS))
    for name in COPIED:
        assert table(empty, name) == before[name], name
        assert done.rows[name] == len(before[name]), name
    assert len(before["score"]) > 0
    assert len(before["slot_entry"]) > 5
    assert {name: table(database.owner_url, name) for name in before} == before
    assert promoted_artifacts(database.app_url) == [(await source.make_champion()).digest]
    assert_rules_hold(empty)


async def test_the_copy_is_signed_in_its_own_name_and_its_proofs_hold(
    source: Rig, database: Database, empty: str
) -> None:
    done = copy_world(database.app_url, empty, str(OURS))
    pool = Pool(empty, 2)
    ours = Ed25519Signer(OURS).verifier
    try:
        ledger = PostgresLedger(pool)
        [newest] = await ledger.checkpoints(10)
        note = parse_note(newest.note)
        head = await source.services.ledger.head()
        assert (note.checkpoint.origin, note.checkpoint.size) == (ours.name, done.signed)
        assert (note.checkpoint.size, note.checkpoint.root) == (head.size, head.root())
        services = replace(
            source.services, ledger=ledger, world=PostgresWorld(pool, Mode.LIVE),
            note_signer=Ed25519Signer(OURS),
        )  # fmt: skip

        async def close() -> None:
            """The test owns the pool."""

        shelf = Shelf(FakeCache(), services.clock)
        app = create_app(Bootstrapped(services, shelf, "", "test", close))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://s.test") as reader:
            kept = await witness(Site(reader), Files(), ours)
            assert kept.checkpoint.size == done.signed
            with pytest.raises(CandorError, match=SIGNER.verifier.name):
                await witness(Site(reader), Files(), SIGNER.verifier)
    finally:
        await pool.close()


@pytest.mark.usefixtures("source")
async def test_refused_or_cut_short_nothing_is_there_and_a_second_run_brings_it(
    database: Database, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(empty) as owner:
        owner.execute("INSERT INTO schema_migration (name, sha256) VALUES ('0099_new.sql', 'x')")
    with pytest.raises(InvalidInput, match=r"0099_new\.sql; copy with the code"):
        copy_world(database.app_url, empty, str(OURS))
    with psycopg.connect(empty) as owner:
        owner.execute("DELETE FROM schema_migration WHERE sha256 = 'x'")
    with monkeypatch.context() as patched:
        patched.setattr(copy, "_sign", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            copy_world(database.app_url, empty, str(OURS))
    assert (has_world(empty), table(empty, "consensus_candle")) == (False, [])
    copy_world(database.app_url, empty, str(OURS))
    assert has_world(empty)
    with pytest.raises(InvalidInput, match="has a world already"):
        copy_world(database.app_url, empty, str(OURS))


@pytest.mark.usefixtures("postgres_world")
async def test_only_a_live_world_is_copied(database: Database, empty: str) -> None:
    with pytest.raises(WorldMismatch, match="the source is the replay world of a file"):
        copy_world(database.app_url, empty, str(OURS))
    with pytest.raises(WorldMismatch, match="the source is the database without a world"):
        copy_world(empty, empty, str(OURS))


def test_a_database_that_is_away_is_no_failure_of_ours() -> None:
    nowhere = "postgresql://nobody:secret@127.0.0.1:1/none"
    with pytest.raises(VendorUnavailable, match="ours broke off") as failure:
        has_world(nowhere)
    assert "secret" not in str(failure.value)


def test_of_every_table_it_is_said_whether_it_is_copied(migrated: Database) -> None:
    with psycopg.connect(migrated.owner_url) as owner:
        rows = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert {name for (name,) in rows} == {*COPIED, *LEFT}
