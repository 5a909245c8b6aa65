"""A dataset is a validated, unchangeable table whose digest names exactly its candles."""

import struct
from dataclasses import replace

import numpy as np
import pytest

from functions.domain.candle import Candle
from functions.domain.canonical import sha256_digest
from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR
from mlops.training.dataset import Dataset

COLUMNS: dict[str, list[float]] = {
    "open_time": [3600, 7200],
    "open_": [1.0, 2.0],
    "high": [3.0, 3.0],
    "low": [0.5, 0.5],
    "close": [2.0, 1.0],
    "volume": [0.0, 1.0],
}


def test_the_digest_is_that_of_the_columns_in_big_endian() -> None:
    times, *prices = COLUMNS.values()
    content = b"candor/dataset/1\n" + struct.pack(">2q", *map(int, times))
    content += b"".join(struct.pack(">2d", *column) for column in prices)
    assert Dataset.from_arrays(**COLUMNS).digest == sha256_digest(content)


def test_any_other_number_gives_another_digest(candles: list[Candle], dataset: Dataset) -> None:
    louder = [*candles[:-1], replace(candles[-1], volume=candles[-1].volume + 1)]
    assert Dataset.from_candles(candles).digest == dataset.digest
    assert Dataset.from_candles(louder).digest != dataset.digest
    assert Dataset.from_candles(candles[:-1]).digest != dataset.digest


def test_known_at_an_instant_is_what_had_closed_by_then(
    candles: list[Candle], dataset: Dataset
) -> None:
    instant = candles[500].close_time
    assert len(dataset.known_at(instant)) == 501
    assert len(dataset.known_at(instant - HOUR / 2)) == 500
    assert dataset.known_at(instant).closed_at == instant
    assert dataset.known_at(instant).digest == Dataset.from_candles(candles[:501]).digest
    assert len(dataset.known_at(candles[0].open_time)) == 0


def test_the_columns_cannot_be_changed(dataset: Dataset) -> None:
    with pytest.raises(ValueError, match="read-only"):
        dataset.close[0] = 1.0


def test_no_candles_are_a_dataset_that_never_closed() -> None:
    with pytest.raises(InvalidInput, match="no candles"):
        _ = Dataset.from_candles([]).closed_at


@pytest.mark.parametrize(
    ("column", "values", "reason"),
    [
        ("open_time", [3600, 3600], "ascend"),
        ("open_time", [7200, 3600], "ascend"),
        ("open_time", [3600, 7201], "on the hour"),
        ("open_", [1.0], "one length"),
        ("close", [2.0, np.nan], "finite"),
        ("volume", [np.inf, 1.0], "finite"),
        ("low", [0.0, 0.5], "0 < low"),
        ("low", [1.5, 0.5], "0 < low"),
        ("high", [1.5, 3.0], "0 < low"),
    ],
)
def test_what_is_no_table_of_candles_is_refused(
    column: str, values: list[float], reason: str
) -> None:
    with pytest.raises(InvalidInput, match=reason):
        Dataset.from_arrays(**{**COLUMNS, column: values})
