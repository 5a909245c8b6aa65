"""The real MLflow server: what it is told, whom it lets in, and a training while it is down."""

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions.domain.errors import VendorUnavailable
from functions.ports.models import TrainedModel
from mlops.local.free_port import free_port
from mlops.local.postgres import PostgresServer
from mlops.local.process import running
from mlops.local.tracking_server import ADMIN, INSTALL, TrackingServer
from mlops.tracking.probe import accepted_defaults, is_well
from mlops.training.dataset import Dataset
from mlops.training.deliver import deliver
from mlops.training.outbox import Outbox
from mlops.training.tracking import MlflowTracker
from mlops.training.train import TrainReport
from tests.fakes.market import market
from tests.mlops.training.trainings import entry, trained
from tests.slow.conftest import Say
from tests.worlds import OpenWorld

pytestmark = pytest.mark.slow
READY_S_MAX = 240
RESIDENT_MB_MAX = 300


@dataclass
class Mlflow:
    """A server that can be stopped and started, and the API as its admin sees it."""

    server: TrackingServer
    folder: Path
    pid: int = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run it for the length of a block."""
        with (
            (self.folder / "mlflow.log").open("ab") as log,
            running(self.server.command(), log, self.server.is_ready, READY_S_MAX) as process,
        ):
            self.pid = process.pid
            yield

    @property
    def tracker(self) -> MlflowTracker:
        """The product's own client."""
        return MlflowTracker(self.server.url, ADMIN, self.server.admin_password)

    def get(self, path: str, **parameters: str) -> Any:
        """A read of the REST API as admin."""
        answer = httpx.get(
            f"{self.server.url}/api/2.0/mlflow/{path}",
            params=parameters,
            auth=(ADMIN, self.server.admin_password),
        )
        return answer.raise_for_status().json()

    def resident_mb(self) -> int:
        """Resident memory of the server."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024


@pytest.fixture(scope="module")
def stopped(postgres_cluster: PostgresServer, server_folder: Path) -> Mlflow:
    """A server with databases of its own, installed and not running."""
    subprocess.run(INSTALL.argv, cwd=INSTALL.cwd, check=True)
    server = TrackingServer(
        port=free_port(),
        postgres=postgres_cluster,
        artifacts=str(server_folder / "artifacts"),
        world="candor_slow",
        admin_password=secrets.token_urlsafe(32),
        session_secret=secrets.token_urlsafe(32),
    )
    server.prepare()
    return Mlflow(server, server_folder)


@pytest.fixture(scope="module")
def report() -> TrainReport:
    """A training on 200 days."""
    return trained(Dataset.from_candles(market(200 * 24, seed=5)))


async def register(world: OpenWorld, *reports: TrainReport) -> None:
    for one in reports:
        digest = one.model.digest[:-1] + str(one.model.version)
        await world.models.register(
            TrainedModel(digest, "log-har", one.trained_until, one.training_hours, [])
        )


async def test_a_training_while_the_server_is_down_waits_and_is_told_whole_later(
    stopped: Mlflow, report: TrainReport, fake_world: OpenWorld, tmp_path: Path, say: Say
) -> None:
    second = replace(report, model=replace(report.model, version=2), role="challenger")
    await register(fake_world, report, second)
    outbox = Outbox(tmp_path)
    outbox.put(entry(report))
    down = await deliver(outbox, stopped.tracker, fake_world.models)
    assert (down.sent, down.waiting) == ({}, 1)
    assert "does not answer" in down.reason
    with pytest.raises(VendorUnavailable):
        stopped.tracker.log(entry(report))

    with stopped.running():
        say(f"MLflow resident after start: {stopped.resident_mb()} MB")
        outbox.put(entry(second))
        up = await deliver(outbox, stopped.tracker, fake_world.models)
        assert (list(up.sent), up.waiting) == ([1, 2], 0)
        assert [one.run_id for one in await fake_world.models.versions()] == [
            up.sent[2], up.sent[1],
        ]  # fmt: skip
        assert stopped.tracker.log(entry(report)) == up.sent[1]

        _check_run(stopped, report, up.sent[1])
        _check_registry(stopped, up.sent)
        _check_doors(stopped)
        say(f"MLflow resident after two trainings: {stopped.resident_mb()} MB")
        assert stopped.resident_mb() < RESIDENT_MB_MAX


def _check_run(mlflow: Mlflow, report: TrainReport, run_id: str) -> None:
    """Everything that was told is there to be read, with the snapshot as its input."""
    told = entry(report)
    run = mlflow.get("runs/get", run_id=run_id)["run"]
    assert run["info"]["status"] == "FINISHED"
    parameters = {one["key"]: one["value"] for one in run["data"]["params"]}
    assert parameters == dict(told.parameters)
    tags = {one["key"]: one["value"] for one in run["data"]["tags"]}
    assert told.tags.items() <= tags.items()
    last = {metric.key: metric.value for metric in told.metrics}
    assert {one["key"]: one["value"] for one in run["data"]["metrics"]} == pytest.approx(last)
    by_quarter = [one for one in told.metrics if one.key == "24h.by_quarter.pinball.model"]
    history = mlflow.get("metrics/get-history", run_id=run_id, metric_key=by_quarter[0].key)
    assert [int(one["step"]) for one in history["metrics"]] == [one.step for one in by_quarter]
    [given] = run["inputs"]["dataset_inputs"]
    assert report.snapshot in given["dataset"]["source"]
    assert report.snapshot.removeprefix("sha256:").startswith(given["dataset"]["digest"])
    artifact = httpx.get(
        f"{mlflow.server.url}/get-artifact",
        params={"run_id": run_id, "path": "model/artifact.json"},
        auth=(ADMIN, mlflow.server.admin_password),
    )
    assert artifact.content == report.artifact


def _check_registry(mlflow: Mlflow, sent: dict[int, str]) -> None:
    """The first is champion, the next challenger, each bound to its run."""
    model = mlflow.get("registered-models/get", name="candor")["registered_model"]
    assert {one["alias"]: one["version"] for one in model["aliases"]} == {
        "champion": "1", "challenger": "2",
    }  # fmt: skip
    for version, run_id in sent.items():
        found = mlflow.get("model-versions/get", name="candor", version=str(version))
        assert found["model_version"]["run_id"] == run_id
        tags = {one["key"]: one["value"] for one in found["model_version"]["tags"]}
        assert tags["candor.version"] == str(version)


def _check_doors(mlflow: Mlflow) -> None:
    """Nobody comes in without the generated password, from elsewhere, or for another page."""
    url = mlflow.server.url
    read = f"{url}/api/2.0/mlflow/experiments/search?max_results=1"
    admin = (ADMIN, mlflow.server.admin_password)
    assert httpx.get(read, auth=admin).status_code == 200
    assert httpx.get(read).status_code == 401
    assert httpx.get(read, auth=(ADMIN, "wrong")).status_code == 401
    assert httpx.get(url).status_code == 401
    assert accepted_defaults(url) == []
    assert not is_well(url, ADMIN, "wrong")
    assert httpx.get(read, auth=admin, headers={"Host": "evil.example"}).status_code == 403
    foreign = httpx.post(
        f"{url}/api/2.0/mlflow/experiments/create",
        auth=admin,
        headers={"Origin": "https://evil.example"},
        json={"name": "planted"},
    )
    assert foreign.status_code == 403
