"""A ledger as its public addresses show it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from functions.domain.checkpoint import NoteVerifier, parse_verifier
from functions.domain.errors import InvalidInput, VendorUnavailable

ANSWER_S_MAX = 20.0
ANSWER_BYTES_MAX = 200_000


class Site:
    """Somebody's Candor, by its address."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def verifier(self) -> NoteVerifier:
        """The key the site says it signs with."""
        return parse_verifier(await self._text("/api/v1/ledger/key"))

    async def checkpoint(self) -> str:
        """The newest signed note."""
        return await self._text("/checkpoint")

    async def consistency(self, old_size: int, size: int) -> list[bytes]:
        """The hashes that are to prove that one tree begins with the other."""
        answer = await self._get(
            "/api/v1/ledger/consistency", params={"from": old_size, "to": size}
        )
        try:
            return [bytes.fromhex(one) for one in answer.json()["hashes"]]
        except (ValueError, KeyError, TypeError):
            raise InvalidInput(f"{self._name} answers with no consistency proof") from None

    async def _text(self, path: str) -> str:
        return (await self._get(path)).text

    async def _get(self, path: str, params: dict[str, Any] | None = None) -> httpx.Response:
        try:
            answer = await self._client.get(path, params=params)
        except httpx.HTTPError as error:
            raise VendorUnavailable(self._name, str(error) or type(error).__name__) from None
        if answer.status_code != httpx.codes.OK or len(answer.content) > ANSWER_BYTES_MAX:
            raise VendorUnavailable(self._name, f"{path}: {_why(answer)}")
        return answer

    @property
    def _name(self) -> str:
        return self._client.base_url.host


@asynccontextmanager
async def site_at(url: str) -> AsyncIterator[Site]:
    """The site at an address, for the length of a block."""
    async with httpx.AsyncClient(base_url=url, timeout=ANSWER_S_MAX) as client:
        yield Site(client)


def _why(answer: httpx.Response) -> str:
    try:
        return f"{answer.status_code}: {answer.json()['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code}"
