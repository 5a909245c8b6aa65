"""Databases of their own for the tests that need a real one."""

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from functions.adapters.postgres.migrate import migrate
from functions.adapters.postgres.pool import Pool
from mlops.local.postgres import APPLICATION_ROLE, OWNER_ROLE, PostgresServer

_numbers = itertools.count()


@dataclass(frozen=True)
class Database:
    """Connection strings of one migrated database."""

    owner_url: str
    app_url: str


@pytest.fixture
def database(postgres_cluster: PostgresServer) -> Iterator[Database]:
    """A migrated, empty database; dropped afterwards."""
    name = f"candor_test_{next(_numbers)}"
    postgres_cluster.create_database(name)
    one = Database(
        postgres_cluster.url(OWNER_ROLE, name), postgres_cluster.url(APPLICATION_ROLE, name)
    )
    migrate(one.owner_url)
    yield one
    postgres_cluster.drop_database(name)


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """The application's connections to the database."""
    pool = Pool(database.app_url, 4)
    yield pool
    await pool.close()
