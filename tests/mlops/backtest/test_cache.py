"""What is remembered is found again by everything it follows from, and by nothing less."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import mlops.training
from functions.domain.horizon import Horizon
from mlops.backtest import cache as module
from mlops.backtest.cache import ForecastCache
from mlops.training.baselines import Unconditional
from mlops.training.dataset import Dataset
from mlops.training.forecaster import Predictions
from mlops.training.panel import panel
from mlops.training.walk_forward import Block, ByHorizon
from tests.fakes.market import market

CANDLES = market(1000, seed=2)
BLOCK = Block(Unconditional(), 600, 700)


def made() -> ByHorizon:
    draws = np.random.default_rng(1)
    return {
        h: Predictions(draws.normal(size=(5, 17)), draws.random(5), np.full(5, np.nan))
        for h in Horizon
    }


def cache(folder: Path, hours: int = 1000, scale: float = 1.0) -> ForecastCache:
    dataset = Dataset.from_candles(CANDLES[:hours])
    o, h, l_, c = (scale * column for column in
                   (dataset.open, dataset.high, dataset.low, dataset.close))  # fmt: skip
    dataset = Dataset.from_arrays(dataset.open_time, o, h, l_, c, dataset.volume)
    return ForecastCache(folder, dataset, panel(dataset))


def same(one: ByHorizon, other: ByHorizon) -> bool:
    return all(
        np.array_equal(getattr(one[h], name), getattr(other[h], name), equal_nan=True)
        for h in Horizon
        for name in module.FIELDS
    )


def test_the_second_time_the_same_numbers_come_from_the_folder(tmp_path: Path) -> None:
    first, second = cache(tmp_path), cache(tmp_path)
    assert same(first(BLOCK, made), made())
    assert (first.hits, second.hits) == (0, 0)
    assert same(second(BLOCK, dict), made())  # what would make them gives nothing
    assert second.hits == 1


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half of a file", b"\x80\x04K\x01."])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    cache(tmp_path)(BLOCK, made)
    [path] = tmp_path.glob("*.npz")
    path.write_bytes(damage)
    assert same(cache(tmp_path)(BLOCK, made), made())
    assert cache(tmp_path)(BLOCK, dict).keys() == set(Horizon)


@dataclass(frozen=True)
class Tuned(Unconditional):
    """With a setting."""

    setting: float = 1.0


def test_the_key_changes_with_candles_model_setting_and_fit_and_with_nothing_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = cache(tmp_path)
    keys = [
        here.key(BLOCK),
        here.key(Block(Unconditional(), 601, 700)),
        here.key(Block(Unconditional(), 600, 701)),
        here.key(Block(Tuned(), 600, 700)),
        here.key(Block(Tuned(setting=2.0), 600, 700)),
        cache(tmp_path, scale=2.0).key(BLOCK),
    ]
    assert cache(tmp_path, hours=699).key(BLOCK) == keys[0]
    monkeypatch.setattr(module, "code_digest", lambda: "other code")
    keys.append(cache(tmp_path).key(BLOCK))
    assert len(set(keys)) == len(keys)


def test_the_code_digest_covers_the_fits_and_what_they_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = module.code_digest()
    assert before == module.code_digest()
    (tmp_path / "garch.py").write_text("START = (2.0, -2.0, 0.0)\n")
    monkeypatch.setattr(mlops.training, "__path__", [str(tmp_path)])
    assert module.code_digest() != before
