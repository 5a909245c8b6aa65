"""Both platforms, and what must hold after every test with them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from functions.adapters.postgres.migrate import migrate
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from tests.mlops.release.conducting import Stage, staged
from tests.mlops.release.rig import Rig

DATABASE = "candor_release"


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
def stage(rig: Rig, release_url: str, tmp_path: Path) -> Stage:
    """The whole environment, serving N."""
    return staged(rig, release_url, tmp_path)
