"""The product as a person runs it: started in a folder, listened to, interrupted, killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

POLL_S = 0.05
PROGRAMS = {
    "api": "api.index:app",
    "page": "mlops.local.gateway_server",
    "upstash": "mlops.local.emulators.upstash",
    "valkey": "valkey-server",
    "postgres": "bin/postgres -D",
    "cloudinary": "mlops.local.emulators.cloudinary",
    "s3": "serve s3",
    "s3-public": "mlops.local.emulators.public_bucket",
    "calendar": "mlops.local.emulators.calendar",
}
"""What the command line of each service of the product contains."""


class Product:
    """One `up`, from its command to its end. Every process it looks at is its descendant."""

    def __init__(self, command: Iterable[str], folder: Path, port: int, **environment: str) -> None:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CANDOR_", "PYTEST_")) and name != "VIRTUAL_ENV"
        }
        self.url = f"http://127.0.0.1:{port}"
        # MLflow has a test of its own, and its start takes longer than all that is timed here.
        fixed = {"CANDOR_PORT": str(port), "CANDOR_MLFLOW": "off", "CANDOR_MONITORING": "off"}
        self.environment = {**inherited, **fixed, **environment}
        self.folder = folder
        self.lines: list[tuple[float, str]] = []
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            tuple(command), cwd=folder, env=self.environment, text=True, bufsize=1,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append((self.seconds(), line.rstrip()))

    def seconds(self) -> float:
        """Since its command was given."""
        return time.monotonic() - self.started

    @property
    def said(self) -> str:
        """All it has said."""
        return "\n".join(f"{at:7.2f} {line}" for at, line in self.lines)

    def said_at(self, beginning: str) -> float:
        """When it said the first line that begins so, in seconds since its command."""
        return next(at for at, line in self.lines if line.startswith(beginning))

    def read(self, path: str, **query: str | int) -> dict[str, Any] | None:
        """A document of the API; None where none is to be had."""
        try:
            answer = httpx.get(f"{self.url}{path}", params=query, timeout=5)
        except httpx.HTTPError:
            return None
        document: dict[str, Any] | None = answer.json() if answer.is_success else None
        return document

    def wait_for_page(self, seconds_max: float) -> float:
        """Seconds until the page answered."""
        while self.seconds() < seconds_max:
            try:
                if httpx.get(self.url, timeout=5).is_success:
                    return self.seconds()
            except httpx.HTTPError:
                pass
            assert self.process.poll() is None, f"it ended:\n{self.said}"
            time.sleep(POLL_S)
        raise AssertionError(f"no page after {seconds_max:.0f} s:\n{self.said}")

    def wait_for_state(self, wanted: str, seconds_max: float) -> None:
        """Return when the clock's state is the one wanted."""
        deadline = time.monotonic() + seconds_max
        state = None
        while time.monotonic() < deadline:
            status = self.read("/api/v1/status")
            state = status["clock"]["state"] if status else "no answer"
            if state == wanted:
                return
            assert self.process.poll() is None, f"it ended:\n{self.said}"
            time.sleep(4 * POLL_S)
        raise AssertionError(f"{state}, not {wanted}, after {seconds_max:.0f} s:\n{self.said}")

    def wait_for(self, seen: Callable[[], bool], seconds_max: float) -> None:
        """Return when something is seen."""
        deadline = time.monotonic() + seconds_max
        while not seen():
            assert self.process.poll() is None, f"it ended:\n{self.said}"
            assert time.monotonic() < deadline, f"not after {seconds_max:.0f} s:\n{self.said}"
            time.sleep(4 * POLL_S)

    def candor(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line beside it."""
        return subprocess.run(
            (sys.executable, "-m", "mlops.cli", *arguments),
            cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def processes(self) -> dict[int, str]:
        """Command line of every process that descends from the command, by process id."""
        parents, titles = _process_table()
        mine = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
            mine |= more
        return {pid: titles[pid] for pid in mine if pid in titles}

    def kill(self, service: str) -> None:
        """Kill −9 one service; the supervisor is the process of the command itself."""
        if service == "supervisor":
            os.kill(self.process.pid, signal.SIGKILL)
            return
        os.kill(self._pid(service), signal.SIGKILL)

    @contextmanager
    def without(self, *services: str) -> Iterator[None]:
        """Each service stopped where it stands: it accepts what comes and never answers."""
        pids = [self._pid(service) for service in services]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def _pid(self, service: str) -> int:
        found = [pid for pid, title in self.processes().items() if PROGRAMS[service] in title]
        assert found, f"{service} does not run:\n{self.said}"
        return found[0]

    def interrupt(self, seconds_max: float = 30) -> float:
        """Ctrl-C in its terminal; seconds until the command had ended."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(seconds_max)
        finally:
            self.end()
        return time.monotonic() - began

    def end(self) -> None:
        """Leave nothing of it behind."""
        if self.process.poll() is None:
            left = self.processes()
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            for pid in still_alive(left):
                os.kill(pid, signal.SIGKILL)
        self._listener.join(5)
        if self.process.stdout is not None and not self._listener.is_alive():
            self.process.stdout.close()


def candor_up(folder: Path, port: int, **environment: str) -> Product:
    """`candor up` from a checkout, with the Python that runs the tests."""
    command = (sys.executable, "-m", "mlops.cli", "up")
    return Product(command, folder, port, **environment)


def still_alive(processes: Mapping[int, str]) -> dict[int, str]:
    """Those of the processes that still run the same command."""
    titles = _process_table()[1]
    return {pid: title for pid, title in processes.items() if titles.get(pid) == title}


def _process_table() -> tuple[dict[int, int], dict[int, str]]:
    """Parent and command line of every process that is not a zombie."""
    parents, titles = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # After the name in brackets, which may hold anything: state, parent.
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            title = (folder / "cmdline").read_bytes().decode(errors="replace")
        except (OSError, ValueError):  # it ended while we looked
            continue
        if state != "Z":
            parents[int(folder.name)] = int(parent)
            titles[int(folder.name)] = title.replace("\0", " ").strip()
    return parents, titles
