"""The raw connection to Valkey, also when Valkey restarts."""

import asyncio
from pathlib import Path

import pytest

from mlops.local.emulators.upstash.resp import RespConnection, RespError
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.process import running
from mlops.local.valkey import ValkeyServer


async def test_replies_come_raw_and_errors_keep_their_code(valkey: ValkeyServer) -> None:
    connection = RespConnection(LOOPBACK, valkey.port, valkey.password)
    replies = await connection.call(
        [[b"SET", b"raw", b"1"], [b"INCR", b"raw"], [b"GET", b"absent"], [b"LPUSH", b"raw", b"x"],
         [b"MGET", b"raw", b"absent"]]
    )  # fmt: skip
    connection.close()
    assert replies[:3] == [b"OK", 2, None]
    assert isinstance(replies[3], RespError)
    assert replies[3].message.startswith("WRONGTYPE ")
    assert replies[4] == [b"2", None]


async def test_after_a_restart_of_the_server_the_next_call_works(tmp_path: Path) -> None:
    server = ValkeyServer(tmp_path, free_port(), "secret")
    server.prepare()
    connection = RespConnection(LOOPBACK, server.port, "secret")
    for _ in range(2):
        with (
            (tmp_path / "log").open("wb") as log,
            running(server.command(), log, server.is_ready, 10),
        ):
            await asyncio.sleep(0.05)  # the loop learns of the old connection's end
            assert await connection.call([[b"PING"]]) == [b"PONG"]
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the kernel likes
        await connection.call([[b"PING"]])
    connection.close()
