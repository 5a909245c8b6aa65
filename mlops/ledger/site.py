"""A ledger as its public addresses show it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from functions.domain.errors import NotFound, VendorUnavailable

ANSWER_S_MAX = 20.0
ANSWER_BYTES_MAX = 200_000
PAGES = "/api/v1/ledger"


@dataclass(frozen=True, slots=True)
class ShownLedger:
    """What a site says of its ledger: entries, the root over them, and the answer's bytes."""

    size: int
    root: bytes
    answer: bytes


class Site:
    """Somebody's Candor, by its address. Raises VendorUnavailable, NotFound."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def checkpoint(self) -> str:
        """The newest signed note."""
        return (await self._get("/checkpoint")).text

    async def consistency(self, old_size: int, size: int) -> list[bytes]:
        """The hashes that are to prove that one tree begins with the other."""
        path = "/api/v1/ledger/consistency"
        answer = await self._get(path, params={"from": old_size, "to": size})
        try:
            return [bytes.fromhex(one) for one in answer.json()["hashes"]]
        except (ValueError, KeyError, TypeError):
            raise VendorUnavailable(self._name, f"{path}: no proof in its answer") from None

    async def ledger(self) -> ShownLedger:
        """The ledger as it is now, signed or not."""
        answer = await self._get(PAGES, params={"limit": 1})
        try:
            shown = answer.json()
            return ShownLedger(
                int(shown["size"]), bytes.fromhex(shown["root_hash"]), answer.content
            )
        except (ValueError, KeyError, TypeError):
            raise VendorUnavailable(self._name, f"{PAGES}: no root in its answer") from None

    async def recorded_at(self, index: int) -> datetime:
        """When an entry was recorded, as the site says. Raises NotFound when it has none such."""
        answer = await self._get(PAGES, params={"after": index - 1, "limit": 1})
        try:
            entries = answer.json()["entries"]
            found = [one["recorded_at"] for one in entries if one["index"] == index]
            recorded_at = datetime.fromisoformat(found[0]) if found else None
        except (ValueError, KeyError, TypeError):
            raise VendorUnavailable(self._name, f"{PAGES}: no entries in its answer") from None
        if recorded_at is None:
            raise NotFound(f"{self._name}{PAGES}: there is no entry {index}")
        return recorded_at

    async def _get(self, path: str, params: dict[str, Any] | None = None) -> httpx.Response:
        try:
            answer = await self._client.get(path, params=params)
        except httpx.HTTPError as error:
            said = f"{path}: {type(error).__name__} {error}".strip()
            raise VendorUnavailable(self._name, said) from None
        if answer.status_code == httpx.codes.NOT_FOUND and (why := _detail(answer)):
            raise NotFound(f"{self._name}{path}: {why}")
        if answer.status_code != httpx.codes.OK or len(answer.content) > ANSWER_BYTES_MAX:
            raise VendorUnavailable(self._name, f"{path}: {answer.status_code} {_detail(answer)}")
        return answer

    @property
    def _name(self) -> str:
        return self._client.base_url.host


@asynccontextmanager
async def site_at(url: str) -> AsyncIterator[Site]:
    """The site at an address, for the length of a block."""
    async with httpx.AsyncClient(base_url=url, timeout=ANSWER_S_MAX) as client:
        yield Site(client)


def _detail(answer: httpx.Response) -> str:
    """What a problem document says; empty where somebody else has answered."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return ""
