"""Whatever an MLflow server does: in time a training is told, or waits and says why.

The server here is well when it is asked whether it is, and fails at what comes next.
"""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.domain.errors import VendorRejected, VendorUnavailable
from functions.ports.models import TrainedModel
from mlops.local.emulators.faults import FaultGate
from mlops.local.free_port import LOOPBACK, accepts_connections, free_port
from mlops.local.process import running
from mlops.local.uvicorn_command import uvicorn_command
from mlops.training import tracking
from mlops.training.dataset import Dataset
from mlops.training.logbook import Logbook
from mlops.training.outbox import Outbox
from mlops.training.tracking import MlflowTracker
from mlops.training.train import TrainReport
from tests.fault_proxy import READY_S_MAX, FaultSwitchboard
from tests.mlops.training.trainings import LOGGED_AT, SOURCE, WORLD, entry, trained
from tests.worlds import OpenWorld

UNAVAILABLE = ("409", "429", "500", "html", "html-200", "cut")
REJECTED = ("401", "403")
PROBED = ("/health", "/api/2.0/mlflow/experiments/search")
REQUEST_S, LOG_S, SLACK_S = 1, 3.0, 3.0
CODES = {401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 409: "RESOURCE_CONFLICT"}
"""MLflow's names; it has none for the others that it would send."""


def mlflow_that_fails() -> ASGIApp:
    """Well by its own account; everything else meets the fault, or an answer without sense."""

    async def well(_: Request) -> Response:
        return JSONResponse({})

    async def senseless(_: Request) -> Response:
        return JSONResponse({})

    inner = Starlette(
        routes=[
            *(Route(path, well) for path in PROBED),
            Route("/{path:path}", senseless, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        ]
    )
    gate = FaultGate(inner, lambda _: True, _refuse)

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        await (inner if scope.get("path") in PROBED else gate)(scope, receive, send)

    return choose


def _refuse(status: int, message: str) -> Response:
    body = {"error_code": CODES.get(status, "INTERNAL_ERROR"), "message": message}
    # A limit or a failure comes from what stands before MLflow, which speaks no JSON.
    return JSONResponse(body, status) if status in CODES else Response(message, status)


@pytest.fixture(scope="module")
def failing(server_folder: Path) -> Iterator[FaultSwitchboard]:
    """The server in a process of its own."""
    port = free_port()
    command = uvicorn_command(
        "tests.mlops.training.test_tracking_faults:mlflow_that_fails", port, {}, factory=True
    )
    with ExitStack() as opened:
        log = opened.enter_context((server_folder / "failing-mlflow.log").open("wb"))
        opened.enter_context(running(command, log, lambda: accepts_connections(port), READY_S_MAX))
        yield FaultSwitchboard(f"http://{LOOPBACK}:{port}")


@pytest.fixture(scope="module")
def report(dataset: Dataset) -> TrainReport:
    return trained(dataset)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "TIMEOUT_S", REQUEST_S)
    monkeypatch.setattr(tracking, "LOG_S_MAX", LOG_S)


async def enter(url: str, report: TrainReport, world: OpenWorld, folder: Path) -> tuple[str, float]:
    """Enter a training as `candor model train` does; why it waits, and how long that took."""
    model = TrainedModel(report.model.digest, "log-har", report.trained_until, 1, [])
    await world.models.register(model)
    outbox = Outbox(folder / "outbox")
    tracker = MlflowTracker(url, "admin", "secret")
    logbook = Logbook(WORLD, SOURCE, outbox, tracker, lambda: LOGGED_AT)
    started = time.monotonic()
    delivery = await logbook.enter(report, world.models)
    took_s = time.monotonic() - started
    assert (delivery.sent, delivery.waiting) == ({}, 1)
    assert outbox.pending() == [entry(report)]
    [version] = await world.models.versions()
    assert version.run_id is None
    return delivery.reason, took_s


@pytest.mark.parametrize("mode", [*UNAVAILABLE, *REJECTED])
async def test_a_training_waits_whole_whatever_the_server_answers(
    failing: FaultSwitchboard, report: TrainReport, fake_world: OpenWorld, tmp_path: Path, mode: str
) -> None:
    failing.set(mode)
    reason, took_s = await enter(failing.url, report, fake_world, tmp_path)
    assert reason.startswith("mlflow: ")
    assert took_s < LOG_S + SLACK_S
    kind = VendorRejected if mode in REJECTED else VendorUnavailable
    with pytest.raises(kind):
        MlflowTracker(failing.url, "admin", "secret").log(entry(report))


async def test_a_limit_that_asks_for_an_hours_patience_is_not_waited_for(
    failing: FaultSwitchboard, report: TrainReport, fake_world: OpenWorld, tmp_path: Path
) -> None:
    failing.set("429")  # with Retry-After
    _, took_s = await enter(failing.url, report, fake_world, tmp_path)
    assert took_s < 1 + SLACK_S


@pytest.mark.parametrize("delay_ms", [700, 10_000])
async def test_a_slow_server_is_given_up_at_the_deadline(
    failing: FaultSwitchboard,
    report: TrainReport,
    fake_world: OpenWorld,
    tmp_path: Path,
    delay_ms: int,
) -> None:
    failing.set("slow", delay_ms=delay_ms)
    _, took_s = await enter(failing.url, report, fake_world, tmp_path)
    assert took_s < LOG_S + REQUEST_S + SLACK_S


async def test_an_answer_without_sense_is_a_failure_like_any(
    failing: FaultSwitchboard, report: TrainReport, fake_world: OpenWorld, tmp_path: Path
) -> None:
    failing.clear()
    reason, _ = await enter(failing.url, report, fake_world, tmp_path)
    assert reason.startswith("mlflow: ")


async def test_nobody_listening_and_a_black_hole_are_no_answer(
    report: TrainReport, fake_world: OpenWorld, tmp_path: Path
) -> None:
    with socket.create_server((LOOPBACK, 0)) as silent:
        hole = f"http://{LOOPBACK}:{silent.getsockname()[1]}"
        for url in (f"http://{LOOPBACK}:{free_port()}", hole):
            reason, took_s = await enter(url, report, fake_world, tmp_path)
            assert "does not answer" in reason
            assert took_s < SLACK_S


def test_what_waits_is_whole_on_the_disk(report: TrainReport, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.put(entry(report))
    [path] = tmp_path.glob("*.json")
    assert json.loads(path.read_text())["files"].keys() == entry(report).files.keys()
