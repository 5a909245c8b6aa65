"""The one place where the local stack reads the environment."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from functions.domain.errors import InvalidInput

REPOSITORY = Path(__file__).resolve().parents[2]
PORT_DEFAULT = 8000
SECONDS_PER_HOUR_DEFAULT = 5.0
SEED_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """What a user of `make up` may choose."""

    port: int
    state: Path
    mode: str | None
    history: Path | None
    seed: int | None
    seconds_per_hour: float
    emulated_venues: bool = False
    mlflow: bool = True
    """Whether MLflow runs beside the product."""
    monitoring: bool = True
    """Whether Prometheus, Alertmanager and the watcher run beside the product."""
    mlflow_artifacts: str = ""
    """A folder or `s3://…`; the local S3 server without it."""
    mlflow_users: str = field(default="", repr=False)
    """Who may use MLflow beside its admin, as mlops.tracking.users reads it."""


def read_settings(environ: Mapping[str, str] = os.environ) -> LocalSettings:
    """CANDOR_PORT, _STATE, _MODE, _HISTORY, _SEED, _SECONDS_PER_HOUR, _VENUES, _MLFLOW.

    And CANDOR_MONITORING, MLFLOW_ARTIFACTS, MLFLOW_USERS. Empty means unset.

    Raises InvalidInput with what to write instead.
    """
    chosen = {name: value for name, value in environ.items() if value}
    history = chosen.get("CANDOR_HISTORY")
    seed = chosen.get("CANDOR_SEED")
    return LocalSettings(
        port=_whole("CANDOR_PORT", chosen.get("CANDOR_PORT", str(PORT_DEFAULT)), 1, 65535),
        state=read_state_path(environ),
        mode=chosen.get("CANDOR_MODE"),
        history=Path(history).expanduser().absolute() if history else None,
        seed=_whole("CANDOR_SEED", seed, 0, SEED_MAX) if seed else None,
        seconds_per_hour=_seconds_per_hour(chosen.get("CANDOR_SECONDS_PER_HOUR")),
        emulated_venues=_emulated(chosen.get("CANDOR_VENUES")),
        mlflow=_on_or_off("CANDOR_MLFLOW", chosen.get("CANDOR_MLFLOW", "on")),
        monitoring=_on_or_off("CANDOR_MONITORING", chosen.get("CANDOR_MONITORING", "on")),
        mlflow_artifacts=chosen.get("MLFLOW_ARTIFACTS", ""),
        mlflow_users=chosen.get("MLFLOW_USERS", ""),
    )


def read_state_path(environ: Mapping[str, str] = os.environ) -> Path:
    """CANDOR_STATE alone: all that a command needs that starts nothing."""
    return Path(environ.get("CANDOR_STATE") or REPOSITORY / ".candor").expanduser().absolute()


def stack_is_described(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether CANDOR_STACK says that the environment describes the stack, as in a container."""
    chosen = environ.get("CANDOR_STACK")
    if chosen not in (None, "", "described"):
        raise InvalidInput(f"CANDOR_STACK is described or unset, not {chosen!r}")
    return bool(chosen)


def built_commit(environ: Mapping[str, str] = os.environ) -> str:
    """The commit an image was built from; empty where nobody said."""
    return environ.get("CANDOR_COMMIT", "")


def handed_down(name: str) -> Any:
    """The JSON a parent process of ours left for this one in a variable."""
    return json.loads(os.environ[name])


def _whole(name: str, text: str, least: int, most: int) -> int:
    if text.isascii() and text.isdigit() and least <= int(text) <= most:
        return int(text)
    raise InvalidInput(f"{name} is a whole number from {least} to {most}, not {text!r}")


def _emulated(text: str | None) -> bool:
    if text not in (None, "emulated"):
        raise InvalidInput(f"CANDOR_VENUES is emulated or unset, not {text!r}")
    return text is not None


def _on_or_off(name: str, text: str) -> bool:
    if text not in ("on", "off"):
        raise InvalidInput(f"{name} is on or off, not {text!r}")
    return text == "on"


def _seconds_per_hour(text: str | None) -> float:
    if text is None:
        return SECONDS_PER_HOUR_DEFAULT
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.1 <= seconds <= 3600:
        raise InvalidInput(f"CANDOR_SECONDS_PER_HOUR is between 0.1 and 3600, not {text!r}")
    return seconds
