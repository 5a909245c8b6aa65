"""A process of a platform's customer: woken by who asks, let go of when it is stopped."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mlops.local.emulators.hosting.instance import Instance
from mlops.local.free_port import accepts_connections, free_port
from mlops.local.process import Command

LISTENS = """
import os, socket
listener = socket.create_server(("127.0.0.1", {port}))
print(os.getpid(), flush=True)
while True:
    listener.accept()[0].close()
"""
ENDS = "print('ended', flush=True); raise SystemExit(3)"


def instance(folder: Path, program: str) -> Instance:
    port = free_port()
    command = Command((sys.executable, "-c", program.format(port=port)))
    return Instance(command, port, folder / "log")


@pytest.fixture
async def listening(tmp_path: Path) -> AsyncIterator[Instance]:
    one = instance(tmp_path, LISTENS)
    yield one
    await one.stop()


async def test_it_is_started_by_who_asks_first_and_only_once(listening: Instance) -> None:
    assert not listening.runs

    async def ask() -> None:
        async with listening.asked():
            assert accepts_connections(listening.port)
            assert not listening.is_idle

    await asyncio.gather(ask(), ask(), ask())
    assert listening.is_idle
    assert len(listening.log.read_text().split()) == 1


async def test_one_that_was_killed_is_started_again_by_the_next(listening: Instance) -> None:
    await listening.wake()
    os.kill(int(listening.log.read_text()), signal.SIGKILL)
    async with asyncio.timeout(30):
        while listening.runs:  # noqa: ASYNC110 - a death has no event to wait for
            await asyncio.sleep(0.01)
    async with listening.asked():
        assert accepts_connections(listening.port)
    assert len(listening.log.read_text().split()) == 2


async def test_one_that_ends_at_start_is_left_alone_for_a_while(tmp_path: Path) -> None:
    one = instance(tmp_path, ENDS)
    for _ in range(3):
        async with one.asked():
            assert not one.runs
    assert one.log.read_text().split() == ["ended"]


async def test_a_stopped_one_is_gone(listening: Instance) -> None:
    await listening.wake()
    await listening.stop()
    assert not listening.runs
    assert not accepts_connections(listening.port)
