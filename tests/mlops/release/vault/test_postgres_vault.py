"""Settings in the database are for whoever has the key, on any machine, and for nobody else."""

from pathlib import Path

import psycopg
import pytest

from functions.domain.errors import NotFound, VendorUnavailable
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.vault.file_vault import FileVault
from mlops.release.vault.postgres_vault import PostgresVault, WithOlder
from mlops.release.vault.sealing import SealingKey

CANARY = "canary-of-a-secret-that-must-not-lie-open"
TOLD, LATER = {"CRON_SECRET": CANARY}, {"CRON_SECRET": "another"}
FIRST, SECOND = SealingKey.of("f" * 40), SealingKey.of("s" * 40)


def rows(url: str) -> list[tuple[str, bytes]]:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT key_id, sealed FROM release.settings ORDER BY kept_at")
        return found.fetchall()


async def test_another_machine_with_the_key_reads_them(vault_url: str) -> None:
    await PostgresVault(vault_url, "staging", (FIRST,)).keep([TOLD])
    again = PostgresVault(vault_url, "staging", (SealingKey.of("f" * 40),))
    assert await again.read(fingerprint(TOLD)) == TOLD


async def test_the_database_alone_tells_nothing(vault_url: str) -> None:
    await PostgresVault(vault_url, "staging", (FIRST,)).keep([TOLD])
    [(key, sealed)] = rows(vault_url)
    assert CANARY.encode() not in sealed
    assert b"CRON_SECRET" not in sealed
    assert "f" * 8 not in key
    assert "f" * 40 not in repr(FIRST)


async def test_what_another_key_sealed_is_refused_and_both_keys_are_named(vault_url: str) -> None:
    await PostgresVault(vault_url, "staging", (FIRST,)).keep([TOLD])
    with pytest.raises(NotFound) as refused:
        await PostgresVault(vault_url, "staging", (SECOND,)).read(fingerprint(TOLD))
    assert f"another RELEASE_VAULT_KEY ({FIRST.id}; given here: {SECOND.id})" in str(refused.value)


async def test_the_key_before_opens_and_the_current_one_seals(vault_url: str) -> None:
    await PostgresVault(vault_url, "staging", (FIRST,)).keep([TOLD])
    rotated = PostgresVault(vault_url, "staging", (SECOND, FIRST))
    assert await rotated.read(fingerprint(TOLD)) == TOLD
    await rotated.keep([LATER])
    assert [key for key, _ in rows(vault_url)] == [FIRST.id, SECOND.id]
    assert await rotated.reseal() == 1
    assert await rotated.reseal() == 0
    alone = PostgresVault(vault_url, "staging", (SECOND,))
    assert await alone.read(fingerprint(TOLD)) == TOLD
    assert [one.opens for one in await alone.listed()] == [True, True]


async def test_what_is_given_anew_is_sealed_anew_when_its_key_is_lost(vault_url: str) -> None:
    await PostgresVault(vault_url, "staging", (FIRST,)).keep([TOLD])
    alone = PostgresVault(vault_url, "staging", (SECOND,))
    assert [one.opens for one in await alone.listed()] == [False]
    await alone.keep([TOLD])
    assert await alone.read(fingerprint(TOLD)) == TOLD


async def test_a_row_in_anothers_place_does_not_open(vault_url: str) -> None:
    await PostgresVault(vault_url, "staging", (FIRST,)).keep([TOLD])
    move = "INSERT INTO release.settings SELECT %s, %s, key_id, sealed FROM release.settings"
    with psycopg.connect(vault_url) as connection:
        connection.execute(move, ["production", fingerprint(TOLD)])
        connection.execute(f"{move} LIMIT 1", ["staging", fingerprint(LATER)])
    for environment, wanted in (("production", TOLD), ("staging", LATER)):
        vault = PostgresVault(vault_url, environment, (FIRST,))
        with pytest.raises(NotFound, match="were changed since they were sealed"):
            await vault.read(fingerprint(wanted))
        opens = {one.fingerprint: one.opens for one in await vault.listed()}
        assert opens[fingerprint(wanted)] is False


async def test_it_is_only_added_to(vault_url: str) -> None:
    await PostgresVault(vault_url, "staging", (FIRST,)).keep([TOLD])
    with psycopg.connect(vault_url) as connection:
        for change in ("DELETE FROM", "TRUNCATE"):
            with pytest.raises(psycopg.errors.RestrictViolation), connection.transaction():
                connection.execute(f"{change} release.settings")


async def test_looking_makes_nothing(vault_url: str) -> None:
    vault = PostgresVault(vault_url, "staging", (FIRST,))
    assert await vault.listed() == []
    with pytest.raises(NotFound, match="keeps no settings"):
        await vault.read(fingerprint(TOLD))
    with psycopg.connect(vault_url) as connection:
        assert connection.execute("SELECT to_regnamespace('release')").fetchone() == (None,)


async def test_a_database_that_is_away_is_an_outside_failure() -> None:
    vault = PostgresVault("postgresql://a@127.0.0.1:1/b", "staging", (FIRST,))
    with pytest.raises(VendorUnavailable):
        await vault.read(fingerprint(TOLD))


async def test_what_a_machine_kept_before_is_still_read_and_not_added_to(
    vault_url: str, tmp_path: Path
) -> None:
    older = FileVault(tmp_path)
    await older.keep([TOLD])
    both = WithOlder(PostgresVault(vault_url, "staging", (FIRST,)), older)
    assert await both.read(fingerprint(TOLD)) == TOLD
    await both.keep([LATER])
    with pytest.raises(NotFound):
        await older.read(fingerprint(LATER))
    with pytest.raises(NotFound, match="the vault of staging keeps no settings"):
        await both.read(fingerprint({}))
