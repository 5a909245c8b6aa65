"""Prism in front of the emulators: the vendors' own documents judge each request and answer.

Prism answers 422 to a request that is outside of them, and 500 to an answer. What it makes of a
cut connection is a 500 of its own, so faults of the wire are tested without it.
"""

import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from mlops.local.free_port import LOOPBACK, accepts_connections, free_port
from mlops.local.process import Command, running
from tests.slow.npm_tools import installed

HERE = Path(__file__).parent / "prism"
READY_S_MAX, STOP_S_MAX = 180, 10
POLL_S = 0.1
SPECS = os.environ.get("CANDOR_SPECS", "")
FILES = {
    "vercel": ("vercel-openapi.strict.json", ""),
    "render": ("render-openapi.json", "/v1"),
    "neon": ("neon-openapi.yaml", "/api/v2"),
    "upstash": ("upstash-openapi.yaml", "/v2"),
}
"""Each vendor's document, and where its paths begin at the emulator."""
MOVES = (
    "/v10/projects/{projectId}/promote/{deploymentId}",
    "/v1/projects/{projectId}/rollback/{deploymentId}",
)


@dataclass(frozen=True)
class Judge:
    """One Prism, and the port where its emulator must listen."""

    own_port: int
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Where clients go."""
        return f"http://{LOOPBACK}:{self.own_port}"

    def await_ready(self, until: float) -> None:
        """Wait until it listens; AssertionError with what it said."""
        while not accepts_connections(self.own_port):
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(POLL_S)


@contextmanager
def judges(folder: Path) -> Iterator[Mapping[str, Judge]]:
    """A Prism for each vendor; their emulators come and go behind them."""
    prism = installed(HERE) / "node_modules" / ".bin" / "prism"
    with ExitStack() as stack:
        found = {}
        for vendor in FILES:
            found[vendor] = stack.enter_context(_judge(prism, vendor, folder))
        until = time.monotonic() + READY_S_MAX
        for one in found.values():
            one.await_ready(until)
        yield found


@contextmanager
def _judge(prism: Path, vendor: str, folder: Path) -> Iterator[Judge]:
    port, behind, log = free_port(), free_port(), folder / f"{vendor}.log"
    upstream = f"http://{LOOPBACK}:{behind}{FILES[vendor][1]}"
    argv = ("node", str(prism.resolve()), "proxy", "-h", LOOPBACK, "-p", str(port), "--errors",
            str(_document(vendor, folder)), upstream)  # fmt: skip
    with log.open("wb") as out, running(Command(argv), out, lambda: True, READY_S_MAX):
        yield Judge(port, behind, log)


def _document(vendor: str, folder: Path) -> Path:
    """The vendor's document, mended where the vendor itself does not keep to it."""
    document = Path(SPECS) / FILES[vendor][0]
    if vendor not in MENDED:
        return document
    mended = json.loads(document.read_text())
    MENDED[vendor](mended)
    (folder / document.name).write_text(json.dumps(mended))
    return folder / document.name


def _mend_render(document: dict[str, Any]) -> None:
    """By its own document every web service is a private service as well."""
    for name in ("service", "servicePOST"):
        details = document["components"]["schemas"][name]["properties"]["serviceDetails"]
        details["anyOf"] = details.pop("oneOf")


def _mend_vercel(document: dict[str, Any]) -> None:
    """Vercel's own command line sends an empty object where its document knows no body."""
    empty = {"type": "object", "additionalProperties": False}
    for path in MOVES:
        operation = document["paths"][path]["post"]
        operation["requestBody"] = {"content": {"application/json": {"schema": empty}}}


MENDED = {"render": _mend_render, "vercel": _mend_vercel}


@contextmanager
def listening(app: ASGIApp, port: int) -> Iterator[None]:
    """An app on a port, in a thread, so that a test can reach what it knows."""
    config = uvicorn.Config(app, LOOPBACK, port, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join(STOP_S_MAX)
