"""The real MLflow server: what it is told, whom it lets in, and a training while it is down."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions.domain.canonical import sha256_digest
from functions.domain.errors import VendorUnavailable
from functions.ports.models import TrainedModel
from mlops.local.postgres import PostgresServer
from mlops.local.s3 import S3Server
from mlops.training import tracking
from mlops.training.bounded_client import BoundedClient
from mlops.training.dataset import Dataset
from mlops.training.deliver import deliver
from mlops.training.describe import LOCK_FILE
from mlops.training.outbox import Outbox
from mlops.training.tracking import KEY_TAG, MlflowTracker
from mlops.training.train import TrainReport
from tests.fakes.market import market
from tests.fault_proxy import FaultSwitchboard, proxy
from tests.mlops.training.trainings import entry, trained
from tests.slow.conftest import Say
from tests.slow.mlflow_server import Mlflow, installed_mlflow
from tests.worlds import OpenWorld

pytestmark = pytest.mark.slow
RESIDENT_MB_MAX = 300
DEADLINE_S = 3.0
CALLS_MIN, CUTS_MAX = 15, 60
"""A training is told in more calls than the one, and in fewer than the other."""


@pytest.fixture(scope="module")
def stopped(postgres_cluster: PostgresServer, s3: S3Server, server_folder: Path) -> Mlflow:
    """A server with databases of its own, installed and not running."""
    return installed_mlflow(postgres_cluster, s3, server_folder, "candor_slow")


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
        say(f"MLflow resident after start: {stopped.memory_mb('VmRSS')} MB")
        outbox.put(entry(second))
        up = await deliver(outbox, stopped.tracker, fake_world.models)
        assert (list(up.sent), up.waiting) == ([1, 2], 0)
        assert [one.run_id for one in await fake_world.models.versions()] == [
            up.sent[2], up.sent[1],
        ]  # fmt: skip
        assert stopped.tracker.log(entry(report)) == up.sent[1]

        _check_run(stopped, report, up.sent[1])
        _check_registry(stopped, up.sent)
        say(f"MLflow resident after two trainings: {stopped.memory_mb('VmRSS')} MB")
        assert stopped.memory_mb("VmHWM") < RESIDENT_MB_MAX


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
    for path, text in told.files.items():
        assert mlflow.artifact(run_id, path) == text.encode()
    assert mlflow.artifact(run_id, "model/artifact.json") == report.artifact
    assert tags["candor.lock_digest"] == sha256_digest(LOCK_FILE.read_bytes())
    assert tags["candor.promotion.ledger_index"] == str(report.ledger_index)
    [output] = run["outputs"]["model_outputs"]
    model = mlflow.get(f"logged-models/{output['model_id']}")["model"]["info"]
    assert (model["status"], model["source_run_id"]) == ("LOGGED_MODEL_READY", run_id)
    described = json.loads(_model_file(mlflow, model["model_id"], "MLmodel"))
    assert described["flavors"]["candor_two_stage_har"]["digest"] == report.model.digest
    assert (
        described["signature"]["inputs"] == json.loads(told.files["model/signature.json"])["inputs"]
    )
    example = described["saved_input_example_info"]["artifact_path"]
    assert _model_file(mlflow, model["model_id"], example) == told.files[f"model/{example}"]


def _model_file(mlflow: Mlflow, model_id: str, path: str) -> str:
    """A file of a logged model, as the page downloads it."""
    where = f"/ajax-api/2.0/mlflow/logged-models/{model_id}/artifacts/files"
    parameters = {"artifact_file_path": path}
    return mlflow.ask("GET", where, mlflow.admin, params=parameters).raise_for_status().text


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


@pytest.fixture
def switched(stopped: Mlflow, server_folder: Path) -> Iterator[FaultSwitchboard]:
    """The running server behind a fault switch."""
    with (
        (server_folder / "mlflow-proxy.log").open("wb") as log,
        proxy(stopped.server.url, log) as switch,
        stopped.running(
            MLFLOW_ALLOWED_HOSTS=",".join(
                url.removeprefix("http://") for url in (stopped.server.url, switch.url)
            )
        ),
    ):
        yield switch


def test_wherever_the_connection_is_lost_the_next_attempt_leaves_one_whole_run(
    stopped: Mlflow,
    report: TrainReport,
    switched: FaultSwitchboard,
    monkeypatch: pytest.MonkeyPatch,
    say: Say,
) -> None:
    told = entry(replace(report, model=replace(report.model, version=7)))
    tracker = MlflowTracker(switched.url, *stopped.admin)
    left, ask = 0, BoundedClient.__getattr__

    def ask_until_cut(client: BoundedClient, name: str) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            switched.set("cut")
        return ask(client, name)

    monkeypatch.setattr(BoundedClient, "__getattr__", ask_until_cut)
    run_id, cuts = "", 0
    while not run_id and cuts < CUTS_MAX:
        cuts += 1
        left = cuts
        try:
            run_id = tracker.log(told)
        except VendorUnavailable:
            switched.clear()
    say(f"MLflow was lost before each of {cuts - 1} calls of a training")
    assert run_id
    assert cuts > CALLS_MIN
    [experiment] = stopped.get("experiments/search", max_results="1")["experiments"]
    where = {"experiment_ids": [experiment["experiment_id"]]}
    mine = f"tags.`{KEY_TAG}` = '{told.key}'"
    found = stopped.ask(
        "POST", "/api/2.0/mlflow/runs/search", stopped.admin, json=where | {"filter": mine}
    ).json()["runs"]
    assert [run["info"]["run_id"] for run in found] == [run_id]
    versions = stopped.get("model-versions/search", filter="tags.`candor.version` = '7'")
    assert [one["run_id"] for one in versions["model_versions"]] == [run_id]
    models = stopped.ask(
        "POST", "/api/2.0/mlflow/logged-models/search", stopped.admin, json=where
    ).json()["models"]
    mine_too = [one["info"] for one in models if one["info"]["name"].endswith("-v7")]
    assert [one["source_run_id"] for one in mine_too] == [run_id]


def test_a_slow_server_is_given_up_at_the_deadline_of_all_requests(
    stopped: Mlflow,
    report: TrainReport,
    switched: FaultSwitchboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tracking, "LOG_S_MAX", DEADLINE_S)
    switched.set("slow", delay_ms=700)
    started = time.monotonic()
    told = entry(replace(report, model=replace(report.model, version=8)))
    with pytest.raises(VendorUnavailable, match=f"not done within {DEADLINE_S:g} s"):
        MlflowTracker(switched.url, *stopped.admin).log(told)
    assert time.monotonic() - started < DEADLINE_S + 15


async def test_trainings_one_after_the_other_and_many_looks_leave_it_small(
    stopped: Mlflow, report: TrainReport, say: Say
) -> None:
    with stopped.running():
        for version in range(20, 26):
            stopped.tracker.log(
                entry(replace(report, model=replace(report.model, version=version)))
            )
        with ThreadPoolExecutor(8) as visitors:
            search = ("POST", "/ajax-api/2.0/mlflow/runs/search", stopped.admin)
            looks = [visitors.submit(stopped.ask, *search, json={"experiment_ids": ["1"]})
                     for _ in range(40)]  # fmt: skip
            assert {look.result().status_code for look in looks} == {200}
        say(f"MLflow at most {stopped.memory_mb('VmHWM')} MB with 6 trainings and 8 visitors")
        assert stopped.memory_mb("VmHWM") < RESIDENT_MB_MAX
