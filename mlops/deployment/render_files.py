"""The Blueprints that are committed, and the schedule they must follow."""

from pathlib import Path

from functions.jobs.cadence import CADENCE
from mlops.deployment.blueprint import Blueprint, Finding
from mlops.deployment.blueprint_check import check_blueprint
from mlops.local.settings import REPOSITORY

FILES = (
    "render.yaml",
    "mlops/deployment/render.api.yaml",
    "mlops/deployment/render.free.yaml",
)


def hourly_schedule() -> str:
    """Every minute of the hour at which any job has a chance, as a cron expression."""
    minutes = sorted({minute for cadence in CADENCE for minute in cadence.minutes})
    return f"{','.join(map(str, minutes))} * * * *"


def check_file(path: Path) -> list[Finding]:
    """Everything wrong with a Blueprint's file. Raises InvalidInput when it is none."""
    return check_blueprint(Blueprint.read(path), hourly_schedule())


def committed() -> list[Path]:
    """The files of this repository."""
    return [REPOSITORY / name for name in FILES]
