"""Both platforms, and what must hold after every test with them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from functions.adapters.postgres.migrate import migrate
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from tests.mlops.release.conducting import ENV, GIVEN, Stage, put_on_record, staged
from tests.mlops.release.rig import Rig

DATABASE, VAULT_DATABASE = "candor_release", "candor_release_vault"


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """The emulators serving N; in the end all users were served and the vendors' papers kept."""
    rig = Rig()
    await rig.prepare()
    yield rig
    assert rig.unserved == []
    assert [said for judge in rig.judges for said in judge.violations] == []


@pytest.fixture
def release_url(postgres_cluster: PostgresServer) -> Iterator[str]:
    """A migrated database of its own: a release migrates it further."""
    postgres_cluster.create_database(DATABASE)
    owner = postgres_cluster.url(OWNER_ROLE, DATABASE)
    migrate(owner)
    yield owner
    postgres_cluster.drop_database(DATABASE)


@pytest.fixture
def vault_url(postgres_cluster: PostgresServer) -> Iterator[str]:
    """An empty database of its own."""
    postgres_cluster.create_database(VAULT_DATABASE)
    yield postgres_cluster.url(OWNER_ROLE, VAULT_DATABASE)
    postgres_cluster.drop_database(VAULT_DATABASE)


@pytest.fixture
async def stage(rig: Rig, release_url: str, tmp_path: Path) -> Stage:
    """The whole environment, serving N; its secrets are young and on record."""
    await put_on_record(release_url, ENV, GIVEN)
    return await staged(rig, release_url, tmp_path)
