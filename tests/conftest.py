"""Real servers for the whole test session, started from the wheels the product uses."""

import os
import shutil
import ssl
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from unittest.mock import patch

import pytest
from hypothesis import settings

from functions.adapters.postgres.migrate import migrate
from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world_owner import WorldOwner
from mlops.local.database_setup import APPLICATION_ROLE
from mlops.local.emulators.calendar.server import CalendarServer
from mlops.local.emulators.cloudinary.server import CloudinaryServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import free_port
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.process import running
from mlops.local.s3 import PublicBucketServer, S3Server
from mlops.local.supervisor import Server
from mlops.local.valkey import ValkeyServer
from tests.emptied_database import empty
from tests.fakes.database import FakeDatabase
from tests.worlds import CLOCK, MODE, SOURCE, OpenWorld, fake_open_world, postgres_open_world

# No example is timed: other things may happen on this machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

READY_S_MAX = 30
measured: list[str] = []
POOL_SIZE_MAX = 8
DATABASE = "candor_test"
AWKWARD = "@:/ %"
"""Begins the database's passwords: what a connection string must quote."""


@dataclass(frozen=True)
class Database:
    """Connection strings of one migrated database."""

    owner_url: str
    app_url: str


@pytest.fixture(scope="session", autouse=True)
def _authorities_read_once() -> Iterator[None]:
    """Every HTTP client reads all authorities' certificates as it is made: 30 ms of each."""
    with patch.object(ssl, "create_default_context", cache(ssl.create_default_context)):
        yield


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder the servers' unprivileged user can reach (pytest's own it cannot)."""
    folder = Path(tempfile.mkdtemp(prefix="candor-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_cluster(server_folder: Path) -> Iterator[PostgresServer]:
    """A running PostgreSQL with the application role and no database of ours."""
    owner, application = (f"{AWKWARD}{token_urlsafe()}" for _ in range(2))
    server = PostgresServer(server_folder / "postgres", free_port(), owner, application)
    server.prepare()
    command = server.command()
    # A cluster that is thrown away need not survive a power cut.
    unsynced = replace(command, argv=(*command.argv, "--fsync=off", "--full_page_writes=off"))
    with (
        (server_folder / "postgres.log").open("wb") as log,
        running(unsynced, log, server.is_ready, READY_S_MAX),
    ):
        server.create_application_role()
        yield server


@pytest.fixture(scope="session")
def migrated(postgres_cluster: PostgresServer) -> Database:
    """The one database that every test is given empty: making another takes ten times as long."""
    postgres_cluster.create_database(DATABASE)
    one = Database(
        postgres_cluster.url(OWNER_ROLE, DATABASE),
        postgres_cluster.url(APPLICATION_ROLE, DATABASE),
    )
    migrate(one.owner_url)
    return one


@pytest.fixture
def database(migrated: Database) -> Database:
    """A migrated, empty database with no session of an earlier test."""
    empty(migrated.owner_url)
    return migrated


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """The application's connections to the database."""
    pool = Pool(database.app_url, POOL_SIZE_MAX)
    yield pool
    await pool.close()


@pytest.fixture
def owner(database: Database) -> WorldOwner:
    """The owner of the database, before it is any world's."""
    return WorldOwner(database.owner_url)


@pytest.fixture
def fake_world() -> OpenWorld:
    """A world in memory, open, with no candle and an empty ledger."""
    return fake_open_world(FakeDatabase(MODE, SOURCE, CLOCK))


@pytest.fixture
def postgres_world(database: Database, pool: Pool, owner: WorldOwner) -> OpenWorld:
    """The same world in PostgreSQL."""
    owner.open(MODE, SOURCE, CLOCK)
    return postgres_open_world(database.owner_url, pool)


@pytest.fixture(params=["fake", "postgres"])
def open_world(request: pytest.FixtureRequest) -> OpenWorld:
    """Each of the two in turn."""
    world: OpenWorld = request.getfixturevalue(f"{request.param}_world")
    return world


@pytest.fixture(scope="session")
def valkey(server_folder: Path) -> Iterator[ValkeyServer]:
    """A running Valkey."""
    server = ValkeyServer(server_folder / "valkey", free_port(), token_urlsafe())
    server.prepare()
    with (
        (server_folder / "valkey.log").open("wb") as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
    ):
        yield server


@pytest.fixture(scope="session")
def upstash(valkey: ValkeyServer, server_folder: Path) -> Iterator[UpstashServer]:
    """The Upstash emulator, served over the real Valkey."""
    server = UpstashServer(free_port(), valkey.port, valkey.password, token_urlsafe())
    with (
        (server_folder / "upstash.log").open("wb") as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
    ):
        yield server


@pytest.fixture(scope="session")
def cloudinary(server_folder: Path) -> Iterator[CloudinaryServer]:
    """The Cloudinary emulator."""
    server = CloudinaryServer(server_folder / "cloudinary", free_port(), token_urlsafe())
    with _serving(server, server_folder / "cloudinary.log"):
        yield server


@pytest.fixture(scope="session")
def s3(server_folder: Path) -> Iterator[S3Server]:
    """A running S3 server with an empty bucket."""
    server = S3Server(server_folder / "s3", free_port(), token_urlsafe())
    server.prepare()
    with _serving(server, server_folder / "s3.log"):
        yield server


@pytest.fixture(scope="session")
def s3_public(s3: S3Server, server_folder: Path) -> Iterator[PublicBucketServer]:
    """What everybody sees of its bucket."""
    server = PublicBucketServer(s3.home, free_port())
    with _serving(server, server_folder / "s3-public.log"):
        yield server


@pytest.fixture(scope="session")
def calendar(server_folder: Path) -> Iterator[CalendarServer]:
    """The OpenTimestamps emulator, whose promises are in a block at once."""
    server = CalendarServer(server_folder / "calendar", free_port(), block_s=0.0)
    with _serving(server, server_folder / "calendar.log"):
        yield server


@contextmanager
def _serving(server: Server, log: Path) -> Iterator[None]:
    with log.open("wb") as output, running(server.command(), output, server.is_ready, READY_S_MAX):
        yield


@pytest.fixture(scope="session")
def say() -> Callable[[str], None]:
    """Tell what was measured; the run shows it at its end, when all is well too."""
    return measured.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured."""
    if measured:
        terminalreporter.section("measured")
        terminalreporter.write_line("\n".join(measured))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CANDOR_SKIPS=refused a skipped test fails the run: there, every part is present."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CANDOR_SKIPS") != "refused" or reporter is None:
        return
    if skipped := reporter.stats.get("skipped"):
        reporter.write_line(f"{len(skipped)} tests were skipped, and skips are refused here")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
