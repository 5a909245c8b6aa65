"""Describes a training for MLflow: everything that is needed to judge and repeat it."""

import json
from collections.abc import Iterator
from datetime import datetime

from functions.domain.canonical import sha256_digest
from functions.domain.distribution import LEVELS
from functions.domain.horizon import Horizon
from functions.domain.units import instant_text
from mlops.local.settings import REPOSITORY
from mlops.training.card import model_card
from mlops.training.entry import Metric, TrainingEntry
from mlops.training.evaluate import MODEL, Summary
from mlops.training.export import evaluation_document
from mlops.training.plots import coverage_by_quarter, pit_histogram, reliability
from mlops.training.quarters import quarters
from mlops.training.snapshot import COLUMNS
from mlops.training.train import MODEL_NAME, TrainReport
from mlops.training.two_stage_har import REGRESSION_HOURS

EXAMPLE_HOURS = 24
LOCK_FILE = REPOSITORY / "requirements/dev.txt"
TEXT = "string"
NUMBER = "double"


def describe(report: TrainReport, world: str, source: str, now: datetime) -> TrainingEntry:
    """The entry of a training in a world, with `now` as the time it is logged under."""
    now_ms = _milliseconds(now)
    return TrainingEntry(
        world=world,
        version=report.model.version,
        digest=report.model.digest,
        role=report.role,
        recorded_at_ms=now_ms,
        dataset={
            "name": f"{world} candles",
            "snapshot": report.snapshot,
            "data_digest": report.data_digest,
            "hours": str(report.training_hours),
            "first_open": instant_text(report.dataset.opened_at),
            "last_close": instant_text(report.trained_until),
        },
        parameters=_parameters(report),
        metrics=tuple(_metrics(report, now_ms)),
        tags={
            "candor.world": world,
            "candor.source": source,
            "candor.version": str(report.model.version),
            "candor.artifact": report.model.digest,
            "candor.role": report.role,
            "candor.promotion.ledger_index": str(report.ledger_index),
            "candor.snapshot": report.snapshot,
            "candor.data_digest": report.data_digest,
            "mlflow.user": "candor",
            "mlflow.source.name": "candor model train",
            "mlflow.source.git.commit": report.code_version.removesuffix("-dirty"),
            "candor.code_version": report.code_version,
            "candor.lock_digest": sha256_digest(LOCK_FILE.read_bytes()),
        },
        files={
            "model_card.md": model_card(report, world, source),
            "evaluation.json": json.dumps(evaluation_document(report.evaluation), indent=1),
            "calibration/pit.svg": pit_histogram(report.evaluation),
            "calibration/reliability.svg": reliability(report.evaluation),
            "calibration/coverage.svg": coverage_by_quarter(report.evaluation),
            "model/artifact.json": report.artifact.decode(),
            "model/signature.json": json.dumps(signature()),
            "model/input_example.json": json.dumps(_input_example(report)),
        },
    )


def signature() -> dict[str, str]:
    """What goes into a forecast and what comes out, as MLflow's column schemas."""
    inputs = [("open_time", TEXT), *((name, NUMBER) for name in COLUMNS)]
    outputs = [("horizon", TEXT), *((f"q{level:g}", NUMBER) for level in LEVELS)]
    return {"inputs": _schema(inputs), "outputs": _schema(outputs)}


def _schema(columns: list[tuple[str, str]]) -> str:
    return json.dumps([{"type": kind, "name": name, "required": True} for name, kind in columns])


def _input_example(report: TrainReport) -> dict[str, object]:
    """The last day of the training input, as a table split into columns and rows."""
    last = slice(-EXAMPLE_HOURS, None)
    opens = [
        instant_text(datetime.fromtimestamp(int(second), report.trained_until.tzinfo))
        for second in report.dataset.open_time[last]
    ]
    columns = [getattr(report.dataset, name)[last].tolist() for name in COLUMNS]
    rows = [list(row) for row in zip(opens, *columns, strict=True)]
    return {"columns": ["open_time", *COLUMNS], "data": rows}


def _parameters(report: TrainReport) -> dict[str, str]:
    found = {
        "model": MODEL_NAME,
        "trained_until": instant_text(report.trained_until),
        "training_hours": str(report.training_hours),
        "regression_hours_max": str(REGRESSION_HOURS),
        "refit": report.evaluation.refit,
        "evaluated_from": instant_text(report.evaluation.start),
        "evaluated_to": instant_text(report.evaluation.end),
    }
    for horizon, har in report.parameters.horizons.items():
        found[f"{horizon}.intercept"] = f"{har.intercept:.6g}"
        found[f"{horizon}.slopes"] = " ".join(f"{slope:.4g}" for slope in har.slopes)
        found[f"{horizon}.scale"] = f"{har.scale:.6g}"
        found[f"{horizon}.level_exponent"] = f"{har.level_exponent:.4g}"
        found[f"{horizon}.season_exponent"] = f"{har.season_exponent:.4g}"
        found[f"{horizon}.centre"] = " ".join(f"{one:.4g}" for one in har.centre)
        found[f"{horizon}.drift"] = f"{har.offsets[LEVELS.index(0.5)]:.4g}"
    return found


def _metrics(report: TrainReport, now_ms: int) -> Iterator[Metric]:
    """Over the whole evaluation, and by quarter with the quarter's start as time."""
    for horizon in Horizon:
        summary = report.evaluation.summary(horizon)
        for key, value in _numbers(summary):
            yield Metric(f"{horizon}.{key}", value, now_ms, 0)
        for quarter in quarters(report.evaluation):
            found = quarter.summary(report.evaluation, horizon)
            if found is not None:
                start_ms, step = _milliseconds(quarter.start), quarter.ordinal
                for key, value in _numbers(found):
                    yield Metric(f"{horizon}.by_quarter.{key}", value, start_ms, step)


def _numbers(summary: Summary) -> Iterator[tuple[str, float]]:
    yield "forecasts", float(summary.forecasts)
    for name, loss in summary.pinball.items():
        yield f"pinball.{name}", loss
        if name != MODEL:
            yield f"pinball_ratio.{name}", summary.ratio(name)
    for percent, share in summary.coverage.items():
        yield f"coverage.{percent}", share
    yield "log_variance_r2", summary.log_variance_r2


def _milliseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
