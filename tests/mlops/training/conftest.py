"""Candles to train on: a synthetic market with gaps, and the real history where given."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.domain.candle import Candle
from mlops.history.read import read_history
from mlops.training.dataset import Dataset
from tests.fakes.market import market

FAR_FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
GAPS = (200, 201, 950, *range(1500, 1533), 2900, 3000)


@pytest.fixture(scope="session")
def candles() -> list[Candle]:
    """130 days of hours, with gaps as exchanges leave them."""
    return market(130 * 24, seed=5, missing=GAPS)


@pytest.fixture(scope="session")
def dataset(candles: list[Candle]) -> Dataset:
    """The same, as arrays."""
    return Dataset.from_candles(candles)


@pytest.fixture(scope="session")
def history() -> Dataset:
    """The real hourly candles in the file that CANDOR_HISTORY names."""
    path = os.environ.get("CANDOR_HISTORY")
    if not path:
        pytest.skip("CANDOR_HISTORY names no file of hourly candles")
    return Dataset.from_candles(read_history(Path(path), FAR_FUTURE).candles)
