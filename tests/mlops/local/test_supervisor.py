"""Servers are kept running, said of, and stopped in order."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from functions.domain.errors import VendorUnavailable
from mlops.local import supervisor as supervisor_module
from mlops.local.process import Command, ended
from mlops.local.supervisor import LOG_BYTES_MAX, STOP_S_MAX, Supervisor, cap


@dataclass(frozen=True, slots=True)
class Script:
    """A server that is ready once its script has made a file."""

    flag: Path
    script: str

    def command(self) -> Command:
        touch = f"import pathlib; pathlib.Path({str(self.flag)!r}).touch()\n"
        return Command((sys.executable, "-c", self.script.replace("READY", touch)))

    def is_ready(self) -> bool:
        return self.flag.exists()


HAPPENS_S_MAX = 30
STAYS = "READY\nimport time; time.sleep(60)"
DEAF = "import signal; signal.signal(15, signal.SIG_IGN)\nREADY\nimport time; time.sleep(60)"


@dataclass
class Bench:
    """A supervisor, what it said, and the folder it works in."""

    supervisor: Supervisor
    said: list[str]
    folder: Path

    async def start(self, name: str, script: str) -> int:
        await self.supervisor.start(name, Script(self.folder / f"{name}.ready", script))
        return self.supervisor.pids()[name]

    async def until_said(self, words: str, times: int = 1) -> list[str]:
        async with asyncio.timeout(HAPPENS_S_MAX):
            while sum(words in line for line in self.said) < times:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return [line for line in self.said if words in line]


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr(supervisor_module, "BACKOFF_S", (0.05, 0.1))
    said: list[str] = []
    supervisor = Supervisor(tmp_path, said.append)
    yield Bench(supervisor, said, tmp_path)
    await supervisor.stop()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_server_is_started_once_it_is_ready(bench: Bench) -> None:
    pid = await bench.start("api", "import time; time.sleep(0.2)\n" + STAYS)
    assert (bench.folder / "api.ready").exists()
    assert alive(pid)


async def test_a_server_that_ends_at_start_is_named_with_its_last_words(bench: Bench) -> None:
    with pytest.raises(VendorUnavailable, match=r"^api: ended at start: no token .*api\.log"):
        await bench.start("api", "import sys; sys.exit('something before\\nno token')")


async def test_a_server_that_is_never_ready_is_given_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "READY_S_MAX", 0.2)
    with pytest.raises(VendorUnavailable, match="was not ready"):
        await bench.start("api", "import time; time.sleep(60)")


async def test_a_crashed_server_is_started_again_and_that_is_said(bench: Bench) -> None:
    first = await bench.start("api", STAYS)
    os.kill(first, signal.SIGKILL)
    await bench.until_said("api is back")
    second = bench.supervisor.pids()["api"]
    assert second != first
    assert alive(second)
    assert bench.said[0].startswith("api was killed by SIGKILL; starting it again in 0.05 s")


async def test_one_that_keeps_crashing_waits_longer_each_time(bench: Bench) -> None:
    await bench.start("api", "READY\nimport sys; sys.exit(3)")
    said = await bench.until_said("ended with code 3", times=3)
    pauses = [line.split(" in ")[1].split(" s ")[0] for line in said]
    assert pauses[:3] == ["0.05", "0.1", "0.1"]


async def test_stopping_leaves_no_process_and_restarts_none(bench: Bench) -> None:
    pids = [await bench.start("api", STAYS), await bench.start("valkey", STAYS)]
    await bench.supervisor.stop(last=["valkey"])
    assert not any(map(alive, pids))
    assert bench.said == []


async def test_stores_are_stopped_after_those_that_use_them(bench: Bench) -> None:
    farewell = "import signal, sys, time\nsignal.signal(15, lambda *_: (print(time.monotonic(), "
    farewell += "file=sys.stderr, flush=True), sys.exit(0)))\nREADY\ntime.sleep(60)"
    for name in ("valkey", "api"):
        await bench.start(name, farewell)
    await bench.supervisor.stop(last=["valkey"])
    ended = {name: float((bench.folder / f"{name}.log").read_text()) for name in ("api", "valkey")}
    assert ended["api"] < ended["valkey"]


async def test_the_deaf_are_waited_for_together_the_stores_after_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int, float]] = []

    async def noted(process: Process, stop_signal: signal.Signals, within_s: float) -> None:
        seen.append(("asked", process.pid, within_s))
        await ended(process, stop_signal, within_s)
        assert process.returncode == -signal.SIGKILL
        seen.append(("gone", process.pid, within_s))

    monkeypatch.setattr(supervisor_module, "ended", noted)
    monkeypatch.setattr(supervisor_module, "STOP_S_MAX", 0.1)
    api, page, valkey = [await bench.start(name, DEAF) for name in ("api", "page", "valkey")]
    await bench.supervisor.stop(last=["valkey"])
    assert not any(map(alive, (api, page, valkey)))
    assert {within_s for _, _, within_s in seen} == {0.1}
    waves = [{(what, pid) for what, pid, _ in seen[at : at + 2]} for at in (0, 2, 4)]
    assert waves == [
        {("asked", api), ("asked", page)},
        {("gone", api), ("gone", page)},
        {("asked", valkey), ("gone", valkey)},
    ]


def test_two_such_waves_are_over_within_three_seconds() -> None:
    assert 2 * STOP_S_MAX < 3


def test_a_log_that_has_grown_too_large_is_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    log.write_bytes(b"x" * LOG_BYTES_MAX)
    cap(log)
    assert log.exists()
    log.write_bytes(b"x" * (LOG_BYTES_MAX + 1))
    cap(log)
    assert not log.exists()
    assert (tmp_path / "api.log.1").exists()


async def test_of_a_start_that_failed_nothing_is_left(bench: Bench) -> None:
    never = Script(bench.folder / "never.ready", "import time; time.sleep(60)")
    starting = asyncio.create_task(bench.supervisor.start("never", never, 0.3))
    async with asyncio.timeout(HAPPENS_S_MAX):
        while not bench.supervisor.pids():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    pid = bench.supervisor.pids()["never"]
    with pytest.raises(VendorUnavailable, match="was not ready"):
        await starting
    assert bench.supervisor.pids() == {}
    assert not alive(pid)


async def test_a_server_that_its_starter_looks_after_is_not_started_again(bench: Bench) -> None:
    server = Script(bench.folder / "own.ready", STAYS)
    await bench.supervisor.start("own", server, is_kept=False)
    pid = bench.supervisor.pids()["own"]
    os.kill(pid, signal.SIGKILL)
    assert await bench.supervisor.ended("own") == "was killed by SIGKILL"
    await bench.supervisor.end("own")
    await asyncio.sleep(0.2)
    assert bench.supervisor.pids() == {}
    assert bench.said == []
