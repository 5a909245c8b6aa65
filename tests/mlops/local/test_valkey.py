"""The local Valkey: nobody comes in without its password."""

import asyncio
import socket
import stat
from pathlib import Path

import pytest

from mlops.local.emulators.upstash.resp import RespConnection
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.process import running
from mlops.local.valkey import ValkeyServer


def test_a_connection_without_the_password_is_refused(valkey: ValkeyServer) -> None:
    with socket.create_connection((LOOPBACK, valkey.port), timeout=1) as stranger:
        stranger.sendall(b"PING\r\n")
        assert stranger.recv(64).startswith(b"-NOAUTH")


async def test_a_wrong_password_is_refused(valkey: ValkeyServer) -> None:
    connection = RespConnection(LOOPBACK, valkey.port, "wrong")
    with pytest.raises(PermissionError, match="WRONGPASS"):
        await connection.call([[b"PING"]])
    connection.close()
    assert not ValkeyServer(valkey.home, valkey.port, "wrong").is_ready()


def test_the_password_is_in_a_private_file_and_not_on_the_command_line(
    valkey: ValkeyServer,
) -> None:
    assert valkey.is_ready()
    config = valkey.home / "valkey.conf"
    assert valkey.password in config.read_text()
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert not any(valkey.password in word for word in (repr(valkey), *valkey.command().argv))


async def test_a_kill_loses_nothing_that_is_older_than_a_second(tmp_path: Path) -> None:
    server = ValkeyServer(tmp_path / "valkey", free_port(), "a-password")
    server.prepare()
    answers = []
    for _ in range(2):
        with (
            (tmp_path / "log").open("ab") as log,
            running(server.command(), log, server.is_ready, 10) as process,
        ):
            connection = RespConnection(LOOPBACK, server.port, server.password)
            answers += await connection.call([[b"HINCRBY", b"metrics", b"requests", b"1"]])
            connection.close()
            await asyncio.sleep(1.5)
            process.kill()
    assert answers == [1, 2]
