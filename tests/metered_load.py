"""Two instances of the function over one Redis, many clients, and what was counted of them."""

import asyncio
import os
import secrets
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx
from upstash_redis import Redis

from functions.domain.metrics.fields import Histogram, read_fields
from functions.domain.metrics.serving import HTTP_REQUEST_DURATION, HTTP_REQUESTS
from functions.domain.world import Mode
from functions.queries.scrape import PRODUCT
from mlops.local.api_server import ApiServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.process import running

PATHS = ("/api/v1/version", "/api/docs", "/api/nothing", "/api/v1/version?misspelt=1")
"""They need no database; two are errors."""
ROUTES = ("/api/v1/version", "/api/docs", "other")
READY_S_MAX = 60
CRON_SECRET = "a-bearer-of-forty-characters-for-tests-0"
METRICS_TOKEN = "a-token-of-who-watches-0123456789abcdef"
GIVEN_UP_S = 10.0


@dataclass
class Instance:
    """One process of the function, which may be killed and started again."""

    server: ApiServer
    log: IO[bytes]
    process: subprocess.Popen[bytes] | None = None
    context: AbstractContextManager[subprocess.Popen[bytes]] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = self.server.command()
        self.context = running(command, self.log, self.server.is_ready, READY_S_MAX)
        self.process = self.context.__enter__()

    def kill(self) -> None:
        """Kill it as it stands: nothing is flushed."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """Ask it to end, as a platform does, and wait until it has."""
        assert self.context is not None
        self.context.__exit__(None, None, None)


@dataclass
class Load:
    """What the clients saw: answers read to their end, and requests that had none."""

    answered: int = 0
    failed: int = 0
    seconds: list[float] = field(default_factory=list)


@dataclass
class Instances:
    """Both instances, and the Redis in which they count."""

    both: tuple[Instance, Instance]
    upstash: UpstashServer
    prefix: str

    def counted(self) -> int:
        """Requests of the load that were counted, which each have a duration too."""
        told = read_fields(fields_of(self.upstash, self.prefix), PRODUCT)
        requests = sum(
            value
            for (route, _), value in told.get(HTTP_REQUESTS.name, {}).items()
            if route in ROUTES and isinstance(value, float)
        )
        durations = sum(
            sum(value.counts)
            for (route,), value in told.get(HTTP_REQUEST_DURATION.name, {}).items()
            if route in ROUTES and isinstance(value, Histogram)
        )
        assert requests == durations
        return int(requests)


def fields_of(upstash: UpstashServer, prefix: str) -> dict[str, str]:
    """The aggregate as it lies in Redis."""
    with Redis(upstash.url, upstash.token, rest_retries=0) as redis:
        return redis.hgetall(f"{prefix}:metrics")


@contextmanager
def two_instances(upstash: UpstashServer, folder: Path) -> Iterator[Instances]:
    """Two instances that share nothing but Redis; whatever still runs is killed at the end."""
    prefix = f"meter-{secrets.token_hex(4)}"
    with (folder / f"{prefix}.log").open("wb") as log:
        both = (_instance(upstash, prefix, folder, log), _instance(upstash, prefix, folder, log))
        try:
            for one in both:
                one.start()
            yield Instances(both, upstash, prefix)
        finally:
            for one in both:
                if one.process is not None and one.process.poll() is None:
                    one.kill()


def _instance(upstash: UpstashServer, prefix: str, folder: Path, log: IO[bytes]) -> Instance:
    server = ApiServer(
        port=free_port(),
        database_url=f"postgresql://nobody@{LOOPBACK}:1/nothing",
        upstash_url=upstash.url,
        upstash_token=upstash.token,
        cron_secret=CRON_SECRET,
        mode=Mode.SIMULATED,
        cache_prefix=prefix,
        objects_dir=folder / prefix,
        metrics_token=METRICS_TOKEN,
    )
    return Instance(server, log)


async def read_all_the_time(url: str, load: Load, over: asyncio.Event) -> None:
    """One client: the next request follows each answer; whoever is not answered tries again."""
    async with httpx.AsyncClient(base_url=url, timeout=GIVEN_UP_S) as client:
        turn = 0
        while not over.is_set():
            turn += 1
            try:
                answer = await client.get(PATHS[turn % len(PATHS)])
            except httpx.HTTPError:
                load.failed += 1
                await asyncio.sleep(0.05)
                continue
            assert answer.status_code in (200, 404, 422)
            load.answered += 1
            load.seconds.append(answer.elapsed.total_seconds())


@asynccontextmanager
async def load_on(instances: Instances, clients: int) -> AsyncIterator[Load]:
    """So many clients for each instance, for the length of a block."""
    load, over = Load(), asyncio.Event()
    reading = [
        asyncio.create_task(read_all_the_time(one.server.url, load, over))
        for one in instances.both
        for _ in range(clients)
    ]
    try:
        yield load
    finally:
        over.set()
        await asyncio.gather(*reading)
