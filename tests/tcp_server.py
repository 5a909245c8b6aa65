"""A real socket that speaks as a test says, and is gone whole when the test is over."""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from mlops.local.free_port import LOOPBACK

ENDED_S_MAX = 10.0

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer nothing."""


async def closed(writer: asyncio.StreamWriter) -> None:
    """Close a connection, and wait until its socket is."""
    writer.close()
    with suppress(OSError):  # the other side was faster
        await writer.wait_closed()


@asynccontextmanager
async def listening(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Answer each connection and close it; yields the port, and ends when each has ended.

    `asyncio.start_server` forgets a connection that comes as it closes, and before Python 3.12
    waits for none: what it leaves open is a warning in whichever test comes later.
    """
    loop = asyncio.get_running_loop()
    conversations: list[asyncio.Task[None]] = []

    async def converse(connection: socket.socket) -> None:
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection, ssl=tls)
            writer = asyncio.StreamWriter(transport, protocol, reader, loop)
            try:
                await answer(reader, writer)
            finally:
                await closed(writer)
        except (OSError, EOFError):
            logging.debug("the client went away, as it may")

    def accept() -> None:
        with suppress(BlockingIOError, ConnectionError):
            connection, _ = listener.accept()
            conversations.append(loop.create_task(converse(connection)))

    with socket.create_server((LOOPBACK, 0)) as listener:
        listener.setblocking(False)
        loop.add_reader(listener, accept)
        try:
            yield listener.getsockname()[1]
        finally:
            loop.remove_reader(listener)
            async with asyncio.timeout(ENDED_S_MAX):
                await asyncio.gather(*conversations)
