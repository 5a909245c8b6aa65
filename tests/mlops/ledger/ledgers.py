"""A signed ledger that grows, forks or shrinks as a test asks, and what a witness keeps of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from functions.adapters.ed25519.signer import Ed25519Signer, new_signing_key
from functions.domain.checkpoint import Checkpoint
from functions.domain.errors import NotFound, VendorError
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.domain.merkle_proof import consistency_path
from mlops.ledger.site import Site
from tests.worlds import T0

NAME = "candor.test/ledger"
SIGNER = Ed25519Signer(new_signing_key(NAME, bytes(range(32))))
ADDRESS = "https://candor.test"


def leaves(count: int, mark: str = "") -> list[bytes]:
    """Leaf hashes of a ledger; another `mark` is another history."""
    return [leaf_hash(f"{mark}{number}".encode()) for number in range(count)]


def root(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    head = LedgerHead()
    for one in hashes:
        head = head.append(one)
    return head.root()


def note(hashes: Sequence[bytes], signer: Ed25519Signer = SIGNER) -> str:
    """The signed checkpoint over leaf hashes."""
    checkpoint = Checkpoint(signer.verifier.name, len(hashes), root(hashes))
    return checkpoint.signed(signer.verifier, signer.sign(checkpoint.text.encode()))


@dataclass
class Ledger:
    """A site's ledger: what it shows as its newest checkpoint and proves from its leaves."""

    entries: list[bytes]
    shown: str = ""
    status: int = 200
    asked: list[str] = field(default_factory=list)
    hours_apart: float = 0.0

    def site(self) -> Site:
        """The site by its address."""
        transport = httpx.MockTransport(self._answer)
        return Site(httpx.AsyncClient(base_url=ADDRESS, transport=transport))

    def _page(self, after: int) -> dict[str, Any]:
        """The entry after an index, each recorded so many hours after the one before."""
        recorded_at = T0 + timedelta(hours=(after + 1) * self.hours_apart)
        entry = {"index": after + 1, "recorded_at": recorded_at.isoformat()}
        return {
            "size": len(self.entries),
            "root_hash": root(self.entries).hex(),
            "entries": [entry] if after + 1 < len(self.entries) else [],
        }

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if self.status != 200:
            return httpx.Response(self.status, html="<h1>Bad gateway</h1>")
        if request.url.path == "/checkpoint":
            return httpx.Response(200, text=self.shown or note(self.entries))
        if request.url.path == "/api/v1/ledger":
            return httpx.Response(200, json=self._page(int(request.url.params.get("after", -1))))
        old, size = (int(request.url.params[one]) for one in ("from", "to"))
        if max(old, size) > len(self.entries):
            problem: dict[str, Any] = {"detail": f"the ledger has not had {size} entries yet"}
            return httpx.Response(404, json=problem)
        path = consistency_path(old, size)
        hashes = [root(self.entries[one.start : one.stop]).hex() for one in path]
        return httpx.Response(200, json={"hashes": hashes})


@dataclass
class Shelf:
    """Files in memory; every call raises `failure` while it is set."""

    kept: dict[str, bytes] = field(default_factory=dict)
    failure: VendorError | None = None

    async def read(self, name: str) -> bytes:
        if self.failure:
            raise self.failure
        if name not in self.kept:
            raise NotFound(f"there is no object {name}")
        return self.kept[name]

    async def write(self, name: str, data: bytes) -> None:
        if self.failure:
            raise self.failure
        self.kept[name] = data
