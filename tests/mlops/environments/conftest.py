"""All four vendors, and what must hold after every test with them."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from functions.adapters.postgres.migrate import migrate
from functions.jobs.checkpoint import checkpoint
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.jobs.score import score
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from tests.conftest import Database
from tests.functions.jobs.rig import Rig, rig
from tests.mlops.environments.vendors import Vendors
from tests.mlops.ledger.ledgers import SIGNER
from tests.worlds import OpenWorld

NAME = "candor_copy"


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """All four vendors, empty; in the end their papers were kept."""
    vendors = Vendors()
    yield vendors
    assert vendors.violations == []


@pytest.fixture
def unjudged() -> Vendors:
    """All four vendors, empty, and quick."""
    return Vendors(judged=False)


@pytest.fixture
async def source(postgres_world: OpenWorld, database: Database) -> Rig:
    """Half a day of real jobs, signed as production; then it is a live world's."""
    one = rig(postgres_world)
    services = replace(one.services, note_signer=SIGNER)
    await one.ready()
    for hour in (0, 2):
        one.at(hours=hour, minutes=1)
        await ingest(services)
        await issue(services)
        await score(services)
        await checkpoint(services)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("ALTER TABLE world DISABLE TRIGGER append_only")
        owner.execute("UPDATE world SET mode = 'live', source = 'venues'")
        owner.execute("ALTER TABLE world ENABLE ALWAYS TRIGGER append_only")
    return one


@pytest.fixture
def empty(postgres_cluster: PostgresServer) -> Iterator[str]:
    """A migrated database without a world."""
    postgres_cluster.create_database(NAME)
    owner = postgres_cluster.url(OWNER_ROLE, NAME)
    migrate(owner)
    yield owner
    postgres_cluster.drop_database(NAME)
