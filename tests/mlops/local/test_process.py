"""Child processes start when told, end when told, and never outlive their parent."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from functions.domain.errors import VendorUnavailable
from mlops.local.process import Command, ended, running, spawned, stop

HAPPENS_S_MAX = 30
SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
PARENT = """
import subprocess, sys
from mlops.local.process import Command
child = subprocess.Popen({argv!r}, **Command(()).popen_options())
print(child.pid, flush=True)
child.wait()
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()


def test_a_child_dies_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen(
        (sys.executable, "-c", PARENT.format(argv=SLEEP)), stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    deadline = time.monotonic() + HAPPENS_S_MAX
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not alive(child)


def test_a_block_is_entered_when_ready_and_left_without_the_process(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    script = f"import pathlib, time; pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    command = Command((sys.executable, "-c", script))
    with (tmp_path / "log").open("wb") as log, running(command, log, ready.exists, 10) as process:
        assert ready.exists()
        assert process.poll() is None
    assert process.returncode == -signal.SIGTERM


def test_a_process_that_ends_at_start_is_named_with_its_code(tmp_path: Path) -> None:
    command = Command((sys.executable, "-c", "raise SystemExit(7)"))
    with (
        (tmp_path / "log").open("wb") as log,
        pytest.raises(VendorUnavailable, match="ended with code 7"),
        running(command, log, lambda: False, 10),
    ):
        pytest.fail("the block must not be entered")


def test_a_process_that_is_never_ready_is_stopped(tmp_path: Path) -> None:
    with (
        (tmp_path / "log").open("wb") as log,
        pytest.raises(VendorUnavailable, match="not ready"),
        running(Command(SLEEP), log, lambda: False, 0.1),
    ):
        pytest.fail("the block must not be entered")


def test_a_process_deaf_to_its_stop_signal_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlops.local.process.STOP_S_MAX", 0.2)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); "
    argv = (*SLEEP[:2], deaf + "time.sleep(60)")
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        stop(process, signal.SIGTERM)
    assert process.returncode == -signal.SIGKILL


def test_children_are_out_of_reach_of_the_terminals_ctrl_c() -> None:
    child = subprocess.Popen(SLEEP, **Command(()).popen_options())
    assert os.getsid(child.pid) == child.pid
    stop(child, signal.SIGTERM)


DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True)"
DEAF += "; time.sleep(60)"


async def deaf(log: Path) -> asyncio.subprocess.Process:
    """One that does not end when it is asked to, and runs by now."""
    process = await spawned(Command((sys.executable, "-c", DEAF)), log)
    async with asyncio.timeout(HAPPENS_S_MAX):
        while not log.read_text():  # noqa: ASYNC110, ASYNC240 - it has no event to wait for
            await asyncio.sleep(0.01)
    return process


async def test_one_that_does_not_end_when_asked_is_ended(tmp_path: Path) -> None:
    process = await deaf(tmp_path / "log")
    await ended(process, signal.SIGTERM, 0.1)
    assert process.returncode == -signal.SIGKILL
    await ended(process, signal.SIGTERM, 0.1)  # a second time it does nothing


async def test_who_is_cancelled_while_one_ends_leaves_none_behind(tmp_path: Path) -> None:
    process = await deaf(tmp_path / "log")
    ending = asyncio.create_task(ended(process, signal.SIGTERM, 60))
    await asyncio.sleep(0.05)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert process.returncode == -signal.SIGKILL
