"""Forecasts of a fit, remembered by a digest of everything they follow from."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import scipy

import functions.domain
import mlops.training
from functions.domain.canonical import sha256_digest
from functions.domain.horizon import Horizon
from functions.domain.units import instant_text
from mlops.training.dataset import Dataset
from mlops.training.forecaster import Predictions
from mlops.training.panel import Panel
from mlops.training.walk_forward import Block, ByHorizon

FIELDS = ("quantiles", "p_up", "log_variance")


class ForecastCache:
    """A folder of arrays; what is damaged or absent is made anew."""

    def __init__(self, folder: Path, dataset: Dataset, panel: Panel) -> None:
        self._folder = folder
        self._dataset = dataset
        self._panel = panel
        self._code = code_digest()
        self._candles: dict[int, str] = {}
        self.hits = 0

    def __call__(self, block: Block, make: Callable[[], ByHorizon]) -> ByHorizon:
        """A block's forecasts, from the folder or made and put there."""
        path = self._folder / f"{self.key(block)}.npz"
        if (kept := _read(path)) is not None:
            self.hits += 1
            return kept
        made = make()
        _write(path, made)
        return made

    def key(self, block: Block) -> str:
        """SHA-256 (hex) of the candles known, the model with its settings, and the code."""
        fitted_at, last = (self._panel.instant(at) for at in (block.fitted_at, block.until - 1))
        if block.until not in self._candles:
            self._candles[block.until] = self._dataset.known_at(last).digest
        told = {
            "candles": self._candles[block.until],
            "code": self._code,
            "fitted_at": instant_text(fitted_at),
            "last_cutoff": instant_text(last),
            "model": repr(block.model),
        }
        return sha256_digest(json.dumps(told, sort_keys=True).encode()).removeprefix("sha256:")


def code_digest() -> str:
    """Of every source file that a fit or a forecast can depend on, and of its libraries."""
    content = hashlib.sha256(f"numpy {np.__version__} scipy {scipy.__version__}\n".encode())
    for package in (functions.domain, mlops.training):
        for path in sorted(Path(package.__path__[0]).glob("*.py")):
            content.update(path.read_bytes())
    return content.hexdigest()


def _read(path: Path) -> ByHorizon | None:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return {h: Predictions(*(arrays[f"{h}.{name}"] for name in FIELDS)) for h in Horizon}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _write(path: Path, forecasts: ByHorizon) -> None:
    """Through a file beside it, so that a crash leaves no half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = io.BytesIO()
    np.savez(
        file, **{f"{h}.{name}": getattr(forecasts[h], name) for h in Horizon for name in FIELDS}
    )
    unfinished = path.with_suffix(".new")
    unfinished.write_bytes(file.getvalue())
    unfinished.replace(path)
