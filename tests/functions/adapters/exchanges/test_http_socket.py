"""The same over real sockets, where servers fall silent, drip and hang up."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from functions.adapters.exchanges import http as http_module
from functions.adapters.exchanges.http import SharedClient, VenueHttp
from functions.domain.errors import VendorUnavailable
from tests.tcp_server import listening

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@asynccontextmanager
async def tcp_server(*pieces: bytes, pause_s: float = 0, hang: bool = False) -> AsyncIterator[str]:
    """A real socket that reads a request, writes the pieces and closes, or stays silent."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_s)
        if hang:
            await reader.read()

    async with listening(answer) as port:
        yield f"http://127.0.0.1:{port}/"


async def over_tcp(url: str) -> object:
    client = SharedClient()
    try:
        return await VenueHttp("venue", client).document(url, {})
    finally:
        await client.close()


async def test_over_a_real_socket_an_answer_arrives() -> None:
    async with tcp_server(HEAD + b"Content-Length: 6\r\n\r\n", b"[1", b".50]") as url:
        assert await over_tcp(url) == ["1.50"]


async def test_over_a_real_socket_a_cut_body_may_pass() -> None:
    async with tcp_server(HEAD + b"Content-Length: 60\r\n\r\n[]") as url:
        with pytest.raises(VendorUnavailable, match="RemoteProtocolError"):
            await over_tcp(url)


async def test_over_a_real_socket_a_black_hole_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "TIMEOUT_MS", 100)
    async with tcp_server(hang=True) as url:
        with pytest.raises(VendorUnavailable, match="no answer within 100 ms"):
            await over_tcp(url)


async def test_over_a_real_socket_a_drip_cannot_hold_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "TIMEOUT_MS", 200)
    drips = (HEAD + b"\r\n", *[b" "] * 100)
    async with tcp_server(*drips, pause_s=0.05) as url:
        with pytest.raises(VendorUnavailable, match="no answer within 200 ms"):
            await over_tcp(url)


async def test_over_a_real_socket_what_is_no_http_may_pass() -> None:
    async with tcp_server(b"SSH-2.0-OpenSSH_9.2\r\n") as url:
        with pytest.raises(VendorUnavailable, match="RemoteProtocolError"):
            await over_tcp(url)


async def test_over_a_real_socket_where_nobody_listens_may_pass() -> None:
    with socket.socket() as held:  # bound and not listening: nobody else can take the port
        held.bind(("127.0.0.1", 0))
        with pytest.raises(VendorUnavailable, match="ConnectError"):
            await over_tcp(f"http://127.0.0.1:{held.getsockname()[1]}/")
