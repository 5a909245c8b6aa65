"""Measures the running stack: latency of reads through the gateway, memory of each process."""

import re
import time
from pathlib import Path
from statistics import quantiles

import httpx

from mlops.local.running_stack import running_stack
from mlops.local.stack_record import RunningStack
from mlops.terminal import Terminal

APP = re.compile(r"[a-z_.]+:[a-z_]+")
"""How uvicorn is told its app; MLflow's is `mlflow.server.auth:create_app`."""

READS = 300
WARM_UP = 20
PATHS = ("/", "/api/health", "/api/v1/forecast", "/api/v1/scores", "/api/v1/forecasts")


def bench(stack: RunningStack, terminal: Terminal) -> None:
    """Read each path one after another on one connection; print percentiles in ms."""
    rows = []
    with httpx.Client(base_url=stack.page_url, timeout=10) as http:
        for path in PATHS:
            status, latencies_ms = _read(http, path)
            cuts = quantiles(latencies_ms, n=100)
            rows.append((path, str(status), *(f"{cuts[p - 1]:.1f}" for p in (50, 95, 99))))
    terminal.table(("read", "status", "p50 ms", "p95 ms", "p99 ms"), rows)
    memory = [(name, f"{kib / 1024:.0f}") for name, kib in _resident_kib(stack.pid)]
    terminal.table(("process", "resident MB"), memory)


def _read(http: httpx.Client, path: str) -> tuple[int, list[float]]:
    latencies_ms = []
    for count in range(WARM_UP + READS):
        started = time.perf_counter()
        status = http.get(path).status_code
        if count >= WARM_UP:
            latencies_ms.append((time.perf_counter() - started) * 1000)
    return status, latencies_ms


def _resident_kib(supervisor: int) -> list[tuple[str, int]]:
    """Resident memory of the supervisor and each of its children, from /proc."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(
                line.split(":", 1) for line in (folder / "status").read_text().splitlines()
            )
            words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except (OSError, ValueError):  # it ended while we looked
            continue
        if "VmRSS" in status and supervisor in (int(status["Pid"]), int(status["PPid"])):
            found.append((_title(words), int(status["VmRSS"].split()[0])))
    return found


def _title(words: list[str]) -> str:
    """A process by its app, its command or its program."""
    if "uvicorn" in words:
        return next((word for word in words if APP.fullmatch(word)), "uvicorn")
    return f"candor {words[2]}" if words[1:2] == [".venv/bin/candor"] else Path(words[0]).name


if __name__ == "__main__":
    bench(running_stack(), Terminal())
