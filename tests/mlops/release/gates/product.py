"""A product in a few lines that speaks the API's words, with a switch for each way to be wrong.

Time is the test's: an answer takes as long as the product says, whoever waits lets it pass.
Each lane of requests has a time of its own, so that no lane slows another.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx

from functions.domain.horizon import Horizon, Slot
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.domain.merkle_proof import inclusion_path
from functions.domain.units import HOUR, hour_floor
from mlops.release.clients.pace import Pace
from mlops.release.gates.reach import Place, Reach
from mlops.release.gates.target import Target

OLD, NEW = "a" * 40, "b" * 40
SECRET = "a-bearer-of-forty-characters-for-tests-0"
START = datetime(2026, 11, 3, 12, 20, tzinfo=UTC)
HOURLY = (Horizon.H1, Horizon.H4, Horizon.H24)
DOMAIN, STAGED, BEFORE = "https://candor.test", "https://new.test", "https://old.test"
MLFLOW = Place("https://mlflow.test/health", "https://mlflow.test/version")

_elapsed_s: ContextVar[float] = ContextVar("elapsed_s", default=0.0)


def elapsed_s() -> float:
    """Seconds that passed in this lane."""
    return _elapsed_s.get()


def pass_s(seconds: float) -> None:
    """Let time pass in this lane."""
    _elapsed_s.set(_elapsed_s.get() + seconds)


async def sleep(seconds: float) -> None:
    """Let time pass, and the others have their turn."""
    pass_s(seconds)
    await asyncio.sleep(0)


PACE = Pace(elapsed_s, sleep)


PAGE = b"<!doctype html><html lang=en><style>a{color:red}</style></html>"


@dataclass
class Product:
    """What it is and how it fails; `issues_after` is None for one that issues nothing."""

    commit: str = NEW
    seconds: float = 0.010
    spread: float = 0.4
    error_share: float = 0.0
    healthy_from_s: float = 0.0
    policies: tuple[str, ...] = ()
    forecasts: bool = True
    spoiled: str = ""
    jobs: tuple[int, list[dict[str, Any]]] = (200, [{"job": "ingest"}, {"job": "issue"}])
    issues_after: timedelta | None = timedelta(minutes=2)
    misses: Horizon | None = None
    world_s_per_s: float = 60.0
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    bodies: list[bytes] = field(
        default_factory=lambda: [b'{"entry":%d}' % one for one in range(11)]
    )

    @property
    def now(self) -> datetime:
        """Its own clock."""
        return START + timedelta(seconds=elapsed_s() * self.world_s_per_s)

    async def __call__(self, scope: Any, _: Any, send: Any) -> None:
        """ASGI."""
        path, query = scope["path"], parse_qs(scope["query_string"].decode())
        sent = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.asked.append(path + "?" + scope["query_string"].decode())
        self.headers.append(sent)
        pass_s(self.seconds * self.chance.lognormvariate(0, self.spread))
        status, kind, body = self.answer(path, {k: v[0] for k, v in query.items()}, sent)
        headers = [(b"content-type", kind.encode())]
        headers += [(b"content-security-policy", one.encode()) for one in self.policies]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def answer(
        self, path: str, query: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, str, bytes]:
        """Status, media type, body."""
        if path == "/":
            return 200, "text/html", PAGE
        is_read = path in {"/api/v1/levels", "/api/v1/forecasts"} and "cutoff_from" not in query
        if is_read and self.chance.random() < self.error_share:
            return _json({"title": "Our mistake"}, 500)
        if path == "/api/cron/tick":
            status, jobs = self.jobs
            is_known = headers.get("authorization") == f"Bearer {SECRET}"
            return _json({"jobs": jobs}, status if is_known else 401)
        documents: dict[str, Callable[[dict[str, str]], Any]] = {
            "/api/health": lambda _: {"status": "ok"},
            "/api/v1/version": lambda _: {"commit": self.commit},
            "/api/v1/forecast": self.newest,
            "/api/v1/ledger": self.ledger,
            "/api/v1/ledger/proof": self.proof,
            "/api/v1/levels": lambda _: {},
            "/api/v1/status": self.status,
            "/api/v1/forecasts": self.listed,
        }
        is_up = path != "/api/health" or elapsed_s() >= self.healthy_from_s
        return _json(documents[path](query), 200 if is_up else 503)

    def newest(self, _: dict[str, str]) -> Any:
        """/api/v1/forecast."""
        said = {
            "id": "1h-20261103T12Z",
            "ledger_index": 6,
            "leaf_hash": leaf_hash(self.bodies[6]).hex(),
            "record": {"quantiles": [{"level": "0.5"}]},
        }
        if self.spoiled == "leaf":
            said["leaf_hash"] = leaf_hash(b"another").hex()
        return {"forecasts": [said] if self.forecasts else []}

    def ledger(self, query: dict[str, str]) -> Any:
        """/api/v1/ledger."""
        index = int(query["after"]) + 1
        root = _root(self.bodies)
        if self.spoiled == "root":
            root = leaf_hash(b"another")
        entry = {"index": index, "body": self.bodies[index].decode()}
        return {"size": len(self.bodies), "root_hash": root.hex(), "entries": [entry]}

    def proof(self, query: dict[str, str]) -> Any:
        """/api/v1/ledger/proof."""
        ranges = inclusion_path(int(query["index"]), int(query["size"]))
        hashes = [_root(self.bodies[one.start : one.stop]).hex() for one in ranges]
        if self.spoiled == "proof":
            hashes[0] = leaf_hash(b"another").hex()
        return {"hashes": hashes}

    def settled(self, slot: Slot) -> bool:
        """Whether it is issued or missed by now."""
        if slot.horizon is self.misses or self.issues_after is None:
            return self.now > slot.deadline
        return self.now >= slot.cutoff + self.issues_after

    def status(self, _: dict[str, str]) -> Any:
        """/api/v1/status."""
        found = []
        for horizon in HOURLY:
            slot = Slot(hour_floor(self.now), horizon)
            slot = Slot(slot.cutoff + HOUR, horizon) if self.settled(slot) else slot
            found.append({"horizon": horizon, "cutoff": _text(slot.cutoff)})
        found.append({"horizon": Horizon.D7, "cutoff": _text(hour_floor(START) + 12 * HOUR)})
        return {"clock": {"now": _text(self.now)}, "next_slots": found}

    def listed(self, query: dict[str, str]) -> Any:
        """/api/v1/forecasts, of one cutoff."""
        if "cutoff_from" not in query:
            return {"forecasts": []}
        cutoff = datetime.fromisoformat(query["cutoff_from"])
        slots = [slot for one in HOURLY if self.settled(slot := Slot(cutoff, one))]
        return {"forecasts": [self._row(slot) for slot in slots]}

    def _row(self, slot: Slot) -> Any:
        if slot.horizon is self.misses or self.issues_after is None:
            reason = "not issued by its deadline"
            return {"id": slot.id, "status": "missed", "issued_at": None, "missed_reason": reason}
        issued_at = _text(slot.cutoff + self.issues_after)
        return {"id": slot.id, "status": "pending", "issued_at": issued_at, "missed_reason": None}


class Hosts(httpx.AsyncBaseTransport):
    """Applications by their hosts; nobody is at any other."""

    def __init__(self, **apps: Any) -> None:
        self._apps = {f"{name}.test": httpx.ASGITransport(app) for name, app in apps.items()}
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.host)
        if (app := self._apps.get(request.url.host)) is None:
            raise httpx.ConnectError("nobody there")
        return await app.handle_async_request(request)


def running(commit: str) -> Any:
    """A service that is well, and runs this commit."""

    async def well(scope: Any, _receive: Any, send: Any) -> None:
        body = json.dumps({"commit": commit}).encode() if scope["path"] == "/version" else b"OK"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return well


async def located(deployment: str) -> str:
    """Addresses of the two deployments."""
    return {"dpl_new": STAGED, "dpl_old": BEFORE}[deployment]


def reach(hosts: Hosts, **more: Any) -> Reach:
    """To the products behind these hosts."""
    services = {"mlflow": MLFLOW}
    given: dict[str, Any] = {"services": services, "transport": hosts, "pace": PACE, **more}
    return Reach(DOMAIN, SECRET, located, now=lambda: START, **given)


@asynccontextmanager
async def target_of(
    new: Any, old: Product | None = None, mlflow: Any = None, **more: Any
) -> AsyncIterator[Target]:
    """The staged product beside the one before."""
    hosts = Hosts(new=new, old=old or Product(OLD), mlflow=mlflow or running(NEW))
    arguments = {"at": "dpl_new", "commit": NEW, "before": "dpl_old"}
    async with reach(hosts, **more)(arguments) as target:
        yield target


def _json(document: Any, status: int = 200) -> tuple[int, str, bytes]:
    return status, "application/json", json.dumps(document).encode()


def _root(bodies: list[bytes]) -> bytes:
    head = LedgerHead()
    for body in bodies:
        head = head.append(leaf_hash(body))
    return head.root()


def _text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
