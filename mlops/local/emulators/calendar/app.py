"""OpenTimestamps' calendar protocol: a hash is promised at once, and in a block a little later.

The blocks are invented: a proof from here is complete in form and proves nothing. It is
for the local product and for tests, and says so by its heights, which are below 1000.
"""

import hashlib
import time
from collections.abc import Callable
from http import HTTPStatus

from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import Timestamp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

DIGEST_BYTES_MAX = 64
BLOCK_S = 20.0
"""How long a promise takes; hours with the real calendars."""
KEPT_MAX = 10_000


class Calendar:
    """Answers `POST /digest` and `GET /timestamp/{commitment}`."""

    def __init__(
        self,
        url: str,
        block_s: float = BLOCK_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._block_s = block_s
        self._monotonic = monotonic
        self._promised: dict[bytes, float] = {}

    def app(self) -> Starlette:
        """The ASGI app."""
        return Starlette(
            routes=[
                Route("/digest", self._submit, methods=["POST"]),
                Route("/timestamp/{commitment}", self._upgrade),
            ]
        )

    async def _submit(self, request: Request) -> Response:
        digest = await request.body()
        if not 0 < len(digest) <= DIGEST_BYTES_MAX:
            return Response("a digest has 1 to 64 bytes", HTTPStatus.BAD_REQUEST)
        timestamp = Timestamp(digest)
        own = hashlib.sha256(self._url.encode() + digest).digest()[:8]
        promised = timestamp.ops.add(OpAppend(own)).ops.add(OpSHA256())
        promised.attestations.add(PendingAttestation(self._url))
        if len(self._promised) < KEPT_MAX:
            self._promised.setdefault(promised.msg, self._monotonic())
        return _answer(timestamp)

    async def _upgrade(self, request: Request) -> Response:
        try:
            commitment = bytes.fromhex(request.path_params["commitment"])
        except ValueError:
            return Response("commitment must be hex", HTTPStatus.BAD_REQUEST)
        since = self._promised.get(commitment)
        if since is None:
            return Response("Commitment not found", HTTPStatus.NOT_FOUND)
        if self._monotonic() - since < self._block_s:
            return Response("Pending confirmation in Bitcoin blockchain", HTTPStatus.NOT_FOUND)
        timestamp = Timestamp(commitment)
        block = timestamp.ops.add(OpSHA256())
        block.attestations.add(BitcoinBlockHeaderAttestation(int(since) % 1000))
        return _answer(timestamp)


def _answer(timestamp: Timestamp) -> Response:
    context = BytesSerializationContext()
    timestamp.serialize(context)
    return Response(context.getbytes(), media_type="application/vnd.opentimestamps.v1")
