"""Measures the package's cold start: from a new process to its first answer.

AWS's own runtime client runs what was built, under Lambda's version of Python. Of a cold
start on Lambda this is the part that is ours; getting a machine and the package onto it
comes before.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from functions.domain.errors import InvalidInput
from mlops.deployment.aws.package import PYTHON, Package, build, find_python, install
from mlops.local.emulators.lambda_runtime.server import LambdaServer
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.process import running
from mlops.local.settings import REPOSITORY, read_state_path
from mlops.terminal import Terminal

RUNS = 7
READY_S_MAX = 10
ANSWER_S_MAX = 60
SETTINGS = {
    "DATABASE_URL": f"postgresql://candor_app@{LOOPBACK}:1/nothing",
    "UPSTASH_REDIS_REST_URL": f"http://{LOOPBACK}:1",
    "UPSTASH_REDIS_REST_TOKEN": "token-for-a-start-without-any-database",
    "CRON_SECRET": "bearer-for-a-start-without-any-database",
    "ARTIFACT_URLS": f"http://{LOOPBACK}:1",
}
"""Nothing is there: a start connects to nothing."""
HEALTH = {
    "version": "2.0",
    "rawPath": "/api/health",
    "rawQueryString": "",
    "headers": {"host": "candor.test"},
    "requestContext": {
        "http": {"method": "GET", "path": "/api/health", "sourceIp": LOOPBACK},
        "stage": "$default",
    },
    "isBase64Encoded": False,
}


@dataclass(frozen=True, slots=True)
class ColdStart:
    """One start: seconds to its first answer, and the most memory it took for that."""

    seconds: float
    memory_mb: float
    answer: Any


def cold_starts(package: Package, home: Path, runs: int = RUNS) -> Iterator[ColdStart]:
    """Start what was built in a fresh process, again and again. Raises InvalidInput."""
    python = find_python()
    if python is None:
        raise InvalidInput(f"install Python {PYTHON}, which Lambda runs the function with")
    runtime = home / "runtime"
    locked = str(REPOSITORY / "requirements/dev.txt")
    install(runtime, ("--constraints", locked, "awslambdaric"))
    with (home / "cold_start.log").open("wb") as log, ThreadPoolExecutor(1) as threads:
        for _ in range(runs):
            with _server(log) as server:
                container = server.container(
                    {**SETTINGS, "PYTHONPATH": str(runtime)},
                    task_root=package.folder,
                    python=python,
                )
                waiting = threads.submit(
                    httpx.post, server.invoke_url, json=HEALTH, timeout=ANSWER_S_MAX
                )
                started = time.perf_counter()
                with running(container, log, waiting.done, ANSWER_S_MAX) as process:
                    seconds = time.perf_counter() - started
                    answer = waiting.result().json()
                    yield ColdStart(seconds, _memory_mb(process.pid), answer)


@contextmanager
def _server(log: Any) -> Iterator[LambdaServer]:
    server = LambdaServer(free_port())
    with running(server.command(), log, server.is_ready, READY_S_MAX):
        yield server


def _memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def main(terminal: Terminal, home: Path) -> None:
    """Build, measure, and say the median."""
    starts = list(cold_starts(build(home), home))
    seconds = sorted(one.seconds for one in starts)
    terminal.say(
        f"cold start, median of {len(starts)}: {median(seconds):.2f} s"
        f" ({seconds[0]:.2f} to {seconds[-1]:.2f}),"
        f" {max(one.memory_mb for one in starts):.0f} MB at most"
    )


if __name__ == "__main__":
    main(Terminal(), read_state_path() / "lambda")
