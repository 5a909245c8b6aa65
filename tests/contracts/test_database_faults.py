"""How the database fails: as unavailable, in time, and never for good.

PostgreSQL has no HTTP statuses. What stands for each of the faults of docs/faults.md is in
the name of the test; the server is the real one, behind a wire that can be cut.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from functions.adapters.postgres import pool as pool_module
from functions.adapters.postgres.pool import Pool
from functions.domain.errors import VendorUnavailable
from functions.queries.deadline import within_deadline
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.process import running
from tests.conftest import Database
from tests.tcp_server import closed

CHECKOUT_S = 2.0
IN_TIME_S = 2 * CHECKOUT_S
RECOVERED_S_MAX = 20
READY_S_MAX = 30
READ_S_MAX = 0.5
HALF_AN_ANSWER = "SELECT repeat('x', 1000000)"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Welcome to this hotel</h1>"


class Wire:
    """Carries bytes between the application and the server, as well as `mode` lets it."""

    def __init__(self, server_port: int) -> None:
        self.mode = "through"
        self.port = free_port()
        self._server_port = server_port
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        self._listener = await asyncio.start_server(self._carry, LOOPBACK, self.port)

    async def hang_up(self) -> None:
        """Nobody listens any more, and whoever is connected is cut off."""
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            if self.mode == "page":
                await reader.read(8)
                writer.write(PAGE)
                await writer.drain()
                return
            if self.mode == "silence":
                await asyncio.sleep(3600)
            to_server = await asyncio.open_connection(LOOPBACK, self._server_port)
            there = asyncio.create_task(self._pump(reader, to_server[1]))
            try:
                await self._pump(to_server[0], writer)
            finally:
                there.cancel()
                await closed(to_server[1])
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            await closed(writer)
            self._tasks.discard(task)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        carried = 0
        while chunk := await source.read(16_384):
            if self.mode == "silence":
                await asyncio.sleep(3600)
            sink.write(chunk)
            await sink.drain()
            carried += len(chunk)
            if self.mode == "cut" and carried > 100_000:
                return


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "CHECKOUT_TIMEOUT_S", CHECKOUT_S)


@pytest.fixture
async def wire(postgres_cluster: PostgresServer) -> AsyncIterator[Wire]:
    wire = Wire(postgres_cluster.port)
    await wire.listen()
    yield wire
    await wire.hang_up()


@pytest.fixture
async def wired(wire: Wire, database: Database) -> AsyncIterator[Pool]:
    """The application's connections, over the wire."""
    async with pool_at(make_conninfo(database.app_url, port=wire.port)) as pool:
        yield pool


@asynccontextmanager
async def pool_at(url: str) -> AsyncIterator[Pool]:
    pool = Pool(url, 2)
    try:
        yield pool
    finally:
        await pool.close()


async def ask(pool: Pool, statement: str = "SELECT 'well'") -> object:
    async with pool.connection() as connection:
        row = await (await connection.execute(statement.encode())).fetchone()
        assert row
        return row[0]


async def unavailable(work: Callable[[], Awaitable[object]], says: str = "") -> None:
    """It fails as the vendor's failure, in time."""
    began = time.monotonic()
    with pytest.raises(VendorUnavailable, match=rf"^postgres: .*{says}"):
        await work()
    assert time.monotonic() - began < IN_TIME_S


async def recovers(pool: Pool) -> None:
    """Soon after the fault is over it answers again."""
    deadline = time.monotonic() + RECOVERED_S_MAX
    while time.monotonic() < deadline:
        with suppress(VendorUnavailable):
            assert await ask(pool) == "well"
            return
        await asyncio.sleep(0.2)
    pytest.fail(f"no answer {RECOVERED_S_MAX} s after the fault was over")


async def test_refused_nobody_listens(wire: Wire, wired: Pool) -> None:
    assert await ask(wired) == "well"
    await wire.hang_up()
    await unavailable(lambda: ask(wired))
    await wire.listen()
    await recovers(wired)


async def test_blackholed_it_accepts_and_says_nothing(wire: Wire, wired: Pool) -> None:
    wire.mode = "silence"
    await unavailable(lambda: ask(wired))
    wire.mode = "through"
    await recovers(wired)


async def test_slow_a_reader_does_not_wait_for_a_locked_table(
    wired: Pool, database: Database
) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("LOCK TABLE ledger_entry IN ACCESS EXCLUSIVE MODE")
        query = "SELECT count(*) FROM ledger_entry"
        await unavailable(lambda: within_deadline(ask(wired, query), READ_S_MAX), "within 0.5 s")
    await recovers(wired)


async def test_401_a_wrong_password(wire: Wire, database: Database) -> None:
    url = make_conninfo(database.app_url, port=wire.port, password="wrong")
    async with pool_at(url) as stranger:
        await unavailable(lambda: ask(stranger))


async def test_403_what_the_role_may_not_do_is_our_mistake_and_said_as_such(wired: Pool) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await ask(wired, "UPDATE ledger_entry SET kind = 'other' RETURNING kind")
    assert await ask(wired) == "well"


@pytest.mark.parametrize("state", ["40001", "40P01"], ids=["serialization", "deadlock"])
async def test_409_a_conflict_with_another_transaction(wired: Pool, state: str) -> None:
    conflict = f"DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '{state}'; END $$"
    await unavailable(lambda: ask(wired, conflict), "conflict")
    assert await ask(wired) == "well"


async def test_429_too_many_connections(wired: Pool, database: Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        limit = sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}")
        name = sql.Identifier(owner.info.dbname)
        owner.execute(limit.format(name, 0))
        try:
            await unavailable(lambda: ask(wired))
        finally:
            owner.execute(limit.format(name, -1))
    await recovers(wired)


async def test_500_the_server_is_shut_down_and_comes_back(server_folder: Path) -> None:
    server = PostgresServer(server_folder / "short-lived", free_port(), "owner", "application")
    server.prepare()
    command = server.command()
    command = replace(command, argv=(*command.argv, "--fsync=off"))
    with (server_folder / "short-lived.log").open("ab") as log:
        async with pool_at(server.url(OWNER_ROLE, "postgres")) as pool:
            with running(command, log, server.is_ready, READY_S_MAX):
                assert await ask(pool) == "well"
            await unavailable(lambda: ask(pool))
            with running(command, log, server.is_ready, READY_S_MAX):
                await recovers(pool)


async def test_cut_in_the_middle_of_an_answer(wire: Wire, wired: Pool) -> None:
    wire.mode = "cut"
    await unavailable(lambda: ask(wired, HALF_AN_ANSWER))
    wire.mode = "through"
    await recovers(wired)


async def test_html_200_something_else_answers_at_its_address(wire: Wire, wired: Pool) -> None:
    wire.mode = "page"
    await unavailable(lambda: ask(wired))
    wire.mode = "through"
    await recovers(wired)
