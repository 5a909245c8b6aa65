"""OpenTimestamps' calendar protocol: a hash is promised at once, and in a block a little later.

The blocks are invented: a proof from here is complete in form and proves nothing. It is
for the local product and for tests, and says so by its heights, which are below 1000.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import Timestamp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from functions.adapters.system import SystemClock
from mlops.local.emulators.faults import FaultGate
from mlops.local.settings import handed_down

DIGEST_BYTES_MAX = 64
HEIGHT_MAX = 999
KEPT_MAX = 10_000


class CalendarEmulator:
    """`POST /digest` and `GET /timestamp/{commitment}`; promises outlive the process."""

    def __init__(self, url: str, folder: Path, block_s: float, now: Callable[[], datetime]) -> None:
        self._url = url
        self._folder = folder
        self._block_s = block_s
        self._now = now
        folder.mkdir(parents=True, exist_ok=True)

    async def submit(self, request: Request) -> Response:
        """Promise a digest of 1 to 64 bytes."""
        digest = await request.body()
        if not 0 < len(digest) <= DIGEST_BYTES_MAX:
            return PlainTextResponse("digest too long", HTTPStatus.BAD_REQUEST)
        if sum(1 for _ in self._folder.iterdir()) >= KEPT_MAX:
            return refuse(HTTPStatus.SERVICE_UNAVAILABLE, "calendar is full")
        timestamp = Timestamp(digest)
        salt = hashlib.sha256(self._url.encode() + digest).digest()[:8]
        promised = timestamp.ops.add(OpAppend(salt)).ops.add(OpSHA256())
        promised.attestations.add(PendingAttestation(self._url))
        kept = self._folder / promised.msg.hex()
        if not kept.exists():
            kept.write_text(self._now().isoformat())
        return _answer(timestamp)

    async def upgrade(self, request: Request) -> Response:
        """What is known of a commitment by now; 404 while that is nothing."""
        try:
            commitment = bytes.fromhex(request.path_params["commitment"])
        except ValueError:
            return PlainTextResponse("commitment must be hex", HTTPStatus.BAD_REQUEST)
        try:
            since = datetime.fromisoformat((self._folder / commitment.hex()).read_text())
        except OSError:
            return PlainTextResponse("Commitment not found", HTTPStatus.NOT_FOUND)
        if (self._now() - since).total_seconds() < self._block_s:
            return PlainTextResponse(
                "Pending confirmation in Bitcoin blockchain", HTTPStatus.NOT_FOUND
            )
        timestamp = Timestamp(commitment)
        block = timestamp.ops.add(OpSHA256())
        height = int.from_bytes(commitment[:2], "big") % HEIGHT_MAX + 1
        block.attestations.add(BitcoinBlockHeaderAttestation(height))
        return _answer(timestamp)


def calendar_app(url: str, folder: Path, block_s: float, now: Callable[[], datetime]) -> ASGIApp:
    """The ASGI app, with the switch that makes it fail."""
    emulator = CalendarEmulator(url, folder, block_s, now)
    routes = [
        Route("/digest", emulator.submit, methods=["POST"]),
        Route("/timestamp/{commitment}", emulator.upgrade),
    ]
    return FaultGate(Starlette(routes=routes), lambda _: True, refuse)


def app_from_environment() -> ASGIApp:
    """The emulator that CANDOR_CALENDAR_EMULATOR describes."""
    given = handed_down("CANDOR_CALENDAR_EMULATOR")
    return calendar_app(given["url"], Path(given["folder"]), given["block_s"], SystemClock().now)


def refuse(status: int, message: str) -> Response:
    """Calendars say why in plain text."""
    return PlainTextResponse(message, status)


def _answer(timestamp: Timestamp) -> Response:
    context = BytesSerializationContext()
    timestamp.serialize(context)
    return Response(context.getbytes(), media_type="application/vnd.opentimestamps.v1")
