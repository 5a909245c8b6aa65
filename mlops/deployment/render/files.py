"""The Blueprints that are committed."""

from pathlib import Path

from mlops.deployment.render.blueprint import Blueprint, Finding
from mlops.deployment.render.check import check_blueprint
from mlops.local.settings import REPOSITORY

FILES = (
    "render.yaml",
    "mlops/deployment/render/render.api.yaml",
    "mlops/deployment/render/render.free.yaml",
)


def check_file(path: Path) -> list[Finding]:
    """Everything wrong with a Blueprint's file. Raises InvalidInput when it is none."""
    return check_blueprint(Blueprint.read(path))


def committed() -> list[Path]:
    """The files of this repository."""
    return [REPOSITORY / name for name in FILES]
