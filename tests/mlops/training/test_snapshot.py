"""A snapshot is one byte string a dataset, and gives the dataset back exactly."""

import os
import subprocess
import sys

import pytest

from functions.domain.canonical import sha256_digest
from functions.domain.errors import InvalidInput, NotFound
from mlops.training.dataset import Dataset
from mlops.training.snapshot import load_snapshot, snapshot_bytes
from tests.fakes.objects import FakeObjects

AGAIN = """
from tests.fakes.market import market
from functions.domain.canonical import sha256_digest
from mlops.training.dataset import Dataset
from mlops.training.snapshot import snapshot_bytes
print(sha256_digest(snapshot_bytes(Dataset.from_candles(market(2000, seed=3)))))
"""


def test_the_same_candles_are_the_same_bytes_whatever_the_number_of_threads() -> None:
    digests = {
        subprocess.run(
            (sys.executable, "-c", AGAIN),
            env={**os.environ, "POLARS_MAX_THREADS": threads},
            capture_output=True, text=True, check=True,
        ).stdout
        for threads in ("1", "4")
    }  # fmt: skip
    assert len(digests) == 1


async def test_what_is_loaded_is_what_was_kept(dataset: Dataset) -> None:
    objects = FakeObjects()
    digest = await objects.put(snapshot_bytes(dataset))
    loaded = await load_snapshot(objects, digest)
    assert loaded.digest == dataset.digest
    assert snapshot_bytes(loaded) == objects.stored[digest]


async def test_damaged_bytes_are_refused(dataset: Dataset) -> None:
    objects = FakeObjects()
    raw = snapshot_bytes(dataset)
    digest = await objects.put(raw)
    objects.stored[digest] = raw[:-1] + bytes([raw[-1] ^ 1])
    with pytest.raises(InvalidInput, match="damaged"):
        await load_snapshot(objects, digest)


@pytest.mark.parametrize("raw", [b"ts,open\n", b"PAR1" + bytes(100) + b"PAR1"])
async def test_what_is_no_table_of_candles_is_refused(raw: bytes) -> None:
    objects = FakeObjects()
    with pytest.raises(InvalidInput, match="no snapshot of candles"):
        await load_snapshot(objects, await objects.put(raw))


async def test_an_unknown_digest_is_not_found() -> None:
    with pytest.raises(NotFound):
        await load_snapshot(FakeObjects(), sha256_digest(b"nothing"))
