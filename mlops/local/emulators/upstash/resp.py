"""RESP2, the protocol Redis and Valkey speak, with replies kept raw.

The usual clients turn replies into Python values and cut `ERR` off messages; what
goes over REST is the reply as the server gave it, so we read it ourselves.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

LINE_BYTES_MAX = 64 * 1024


@dataclass(frozen=True, slots=True)
class RespError:
    """An error reply; the message keeps its leading code, e.g. `ERR` or `WRONGTYPE`."""

    message: str


Reply = bytes | int | None | RespError | list["Reply"]
Arguments = Sequence[bytes]


class RespConnection:
    """One connection, opened at first use and again after any failure.

    Batches are written whole and one at a time, so MULTI … EXEC is never interleaved.
    """

    def __init__(self, host: str, port: int, password: str) -> None:
        self._host = host
        self._port = port
        self._password = password
        self._lock = asyncio.Lock()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, batch: Sequence[Arguments]) -> list[Reply]:
        """Send commands together; one reply each. Raises OSError when the server is away."""
        async with self._lock:
            try:
                reader, writer = await self._open()
                writer.write(b"".join(_encode(arguments) for arguments in batch))
                await writer.drain()
                return [await _read(reader) for _ in batch]
            except asyncio.IncompleteReadError as error:
                self._drop()
                raise ConnectionResetError("the server closed the connection") from error
            except BaseException:  # cancelled in mid-reply included: the stream is out of step
                self._drop()
                raise

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        self._drop()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is not None and self._streams[0].at_eof():
            self._drop()  # the server went away and may be back
        if self._streams is None:
            self._streams = await asyncio.open_connection(
                self._host, self._port, limit=LINE_BYTES_MAX
            )
            await self._authenticate(*self._streams)
        return self._streams

    async def _authenticate(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(_encode([b"AUTH", self._password.encode()]))
        reply = await _read(reader)
        if reply != b"OK":
            raise PermissionError(f"the server refused the password: {reply!r}")

    def _drop(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def _encode(arguments: Arguments) -> bytes:
    parts = [b"*%d\r\n" % len(arguments)]
    parts += [b"$%d\r\n%b\r\n" % (len(argument), argument) for argument in arguments]
    return b"".join(parts)


async def _read(reader: asyncio.StreamReader) -> Reply:
    line = (await reader.readuntil(b"\r\n"))[:-2]
    kind, rest = line[:1], line[1:]
    match kind:
        case b"+":
            return rest
        case b"-":
            return RespError(rest.decode(errors="replace"))
        case b":":
            return int(rest)
        case b"$":
            size = int(rest)
            return None if size < 0 else (await reader.readexactly(size + 2))[:-2]
        case b"*":
            count = int(rest)
            return None if count < 0 else [await _read(reader) for _ in range(count)]
        case _:
            raise ConnectionResetError(f"not a RESP2 reply: {line[:40]!r}")
