"""The one place that speaks to MLflow: runs, models and the registry through its own client."""

import json
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from functions.domain.errors import VendorError, VendorUnavailable
from mlops.configuration.services import mlflow_service
from mlops.storage.answer import refusal
from mlops.training.bounded_client import BoundedClient
from mlops.training.entry import TrainingEntry

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

VENDOR = "mlflow"
EXPERIMENT = "candor"
REGISTERED_MODEL = "candor"
CHAMPION, CHALLENGER = "champion", "challenger"
TIMEOUT_S = 10
"""For one request."""

LOG_S_MAX = 60.0
"""For all requests of one training; the last call may begin just before."""

REASON_CHARACTERS_MAX = 300
METRICS_A_BATCH = 900
"""The server takes at most 1000 a request."""

DIGEST_CHARACTERS_MAX = 36
"""Of a dataset's digest in MLflow; the whole one is in its source and in the tags."""

KEY_TAG = "candor.key"


@dataclass(frozen=True, slots=True)
class MlflowTracker:
    """mlops.training.deliver.Tracker on an MLflow server."""

    url: str
    username: str
    password: str = field(repr=False)

    def log(self, entry: TrainingEntry) -> str:
        """Log the entry as one finished run with a registered model; return the run's id.

        Raises VendorUnavailable while the server is not well, VendorRejected when it
        refuses what it is told.
        """
        # MLflow's client takes seconds to import and minutes to give up: ask first.
        mlflow_service(self.url, self.username, self.password).ready()
        try:
            return _log(self._client(), entry)
        except VendorError:
            raise
        except Exception as error:  # the client raises whatever an answer breaks in it
            raise _failure(error) from error

    def _client(self) -> "MlflowClient":
        import mlflow.environment_variables as variables
        from mlflow.tracking import MlflowClient

        settings: tuple[tuple[Any, object], ...] = (
            (variables.MLFLOW_TRACKING_USERNAME, self.username),
            (variables.MLFLOW_TRACKING_PASSWORD, self.password),
            # The outbox is what tries again; and the client would wait as long as it is told.
            (variables.MLFLOW_HTTP_REQUEST_MAX_RETRIES, 0),
            (variables.MLFLOW_DISABLE_TELEMETRY, True),
            (variables.MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR, False),
            (variables.MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT, True),
        )
        for variable, value in settings:
            variable.set(value)
        logging.getLogger("mlflow").setLevel(logging.ERROR)
        client = MlflowClient(tracking_uri=self.url, registry_uri=self.url)
        timeout: Any = variables.MLFLOW_HTTP_REQUEST_TIMEOUT
        return cast(
            "MlflowClient", BoundedClient(client, VENDOR, LOG_S_MAX, TIMEOUT_S, timeout.set)
        )


def _failure(error: Exception) -> VendorError:
    """What a failure of the client says of the server."""
    from mlflow.exceptions import MlflowException

    reason = f"{type(error).__name__}: {error}"[:REASON_CHARACTERS_MAX]
    if not isinstance(error, MlflowException):
        return VendorUnavailable(VENDOR, reason)
    status = int(error.get_http_status_code())  # type: ignore[no-untyped-call]
    return refusal(VENDOR, status, reason)


def _log(client: "MlflowClient", entry: TrainingEntry) -> str:
    experiment_id = _experiment(client)
    if (finished := _clear(client, experiment_id, entry)) is not None:
        return finished
    run = client.create_run(
        experiment_id,
        run_name=f"{entry.world} version {entry.version}",
        tags={
            **entry.tags,
            KEY_TAG: entry.key,
            "mlflow.note.content": entry.files["model_card.md"],
        },
    )
    run_id: str = run.info.run_id
    _log_numbers(client, run_id, entry)
    _log_dataset(client, run_id, entry)
    with tempfile.TemporaryDirectory(prefix="candor-mlflow-") as folder:
        _write_files(Path(folder), entry.files)
        client.log_artifacts(run_id, folder)
        model_id = _log_model(client, experiment_id, run_id, Path(folder) / "model", entry)
    _register(client, run_id, model_id, entry)
    client.set_terminated(run_id)  # last: a run that is finished is whole
    return run_id


def _experiment(client: "MlflowClient") -> str:
    found = client.get_experiment_by_name(EXPERIMENT)
    if found:
        return str(found.experiment_id)
    # Else the page shows a model as a chat with an agent.
    kind = {"mlflow.experimentKind": "custom_model_development"}
    return str(client.create_experiment(EXPERIMENT, tags=kind))


def _clear(client: "MlflowClient", experiment_id: str, entry: TrainingEntry) -> str | None:
    """The finished run of this entry; what an interrupted attempt left is removed."""
    runs = client.search_runs([experiment_id], f"tags.`{KEY_TAG}` = '{entry.key}'")
    for run in runs:
        if run.info.status == "FINISHED":
            return str(run.info.run_id)
        for version in client.search_model_versions(f"run_id = '{run.info.run_id}'"):
            client.delete_model_version(version.name, version.version)
        of_run = f"source_run_id = '{run.info.run_id}'"
        for model in client.search_logged_models([experiment_id], of_run):
            client.delete_logged_model(model.model_id)
        client.delete_run(run.info.run_id)
    return None


def _log_numbers(client: "MlflowClient", run_id: str, entry: TrainingEntry) -> None:
    from mlflow.entities import Metric, Param

    client.log_batch(run_id, params=[Param(*one) for one in entry.parameters.items()])
    metrics = [Metric(*one) for one in entry.metrics]
    for start in range(0, len(metrics), METRICS_A_BATCH):
        client.log_batch(run_id, metrics=metrics[start : start + METRICS_A_BATCH])


def _log_dataset(client: "MlflowClient", run_id: str, entry: TrainingEntry) -> None:
    from mlflow.entities import Dataset, DatasetInput, InputTag

    digest = entry.dataset["snapshot"].removeprefix("sha256:")[:DIGEST_CHARACTERS_MAX]
    dataset = Dataset(
        name=entry.dataset["name"],
        digest=digest,
        source_type="candor-object-store",
        source=json.dumps({"snapshot": entry.dataset["snapshot"]}),
        profile=json.dumps(dict(entry.dataset)),
    )
    context = InputTag("mlflow.data.context", "training")
    client.log_inputs(run_id, [DatasetInput(dataset, [context])])


def _write_files(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _log_model(
    client: "MlflowClient", experiment_id: str, run_id: str, folder: Path, entry: TrainingEntry
) -> str:
    """Log the exported artifact as a model with its signature; return the model's id."""
    from mlflow.entities import LoggedModelOutput

    model = client.create_logged_model(
        experiment_id,
        name=f"{entry.world}-v{entry.version}",
        source_run_id=run_id,
        tags=dict(entry.tags),
        params=dict(entry.parameters),
        model_type="two-stage-har",
    )
    (folder / "MLmodel").write_text(_mlmodel(model.model_id, run_id, entry))
    client.log_model_artifacts(model.model_id, str(folder))
    client.finalize_logged_model(model.model_id, "READY")
    client.log_outputs(run_id, [LoggedModelOutput(model.model_id, step=0)])
    return str(model.model_id)


def _mlmodel(model_id: str, run_id: str, entry: TrainingEntry) -> str:
    """MLflow's description of a model: YAML, of which JSON is a part.

    Written here because the client's own writer wants pandas, which nothing else does.
    """
    from mlflow.version import VERSION

    signature = json.loads(entry.files["model/signature.json"])
    document = {
        "flavors": {"candor_two_stage_har": {"artifact": "artifact.json", "digest": entry.digest}},
        "mlflow_version": VERSION,
        "model_id": model_id,
        "run_id": run_id,
        "model_uuid": model_id,
        "saved_input_example_info": {
            "artifact_path": "input_example.json",
            "type": "dataframe",
            "pandas_orient": "split",
        },
        "signature": {**signature, "params": None},
    }
    return json.dumps(document, indent=1)


def _register(client: "MlflowClient", run_id: str, model_id: str, entry: TrainingEntry) -> None:
    """A version in the registry: the champion where there is none, else the challenger."""
    if not client.search_registered_models(f"name = '{REGISTERED_MODEL}'"):
        client.create_registered_model(
            REGISTERED_MODEL, description="Calibrated Bitcoin forecasts: two-stage HAR artifacts."
        )
    aliases = client.get_registered_model(REGISTERED_MODEL).aliases
    version = client.create_model_version(
        REGISTERED_MODEL,
        source=f"models:/{model_id}",
        run_id=run_id,
        tags=dict(entry.tags),
        description=entry.files["model_card.md"],
        model_id=model_id,
    )
    alias = CHALLENGER if CHAMPION in aliases else CHAMPION
    client.set_registered_model_alias(REGISTERED_MODEL, alias, version.version)
