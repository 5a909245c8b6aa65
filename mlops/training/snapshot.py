"""The exact training input as one Parquet file, the same bytes every time."""

import io

import polars as pl

from functions.domain.canonical import sha256_digest
from functions.domain.errors import InvalidInput
from functions.ports.objects import ObjectReader
from mlops.training.dataset import Dataset

COLUMNS = ("open", "high", "low", "close", "volume")
ROW_GROUP_ROWS = 1 << 20
"""More than any history has: one group, so that the writer's threads divide nothing."""


def snapshot_bytes(dataset: Dataset) -> bytes:
    """Columns `open_time` (int64 seconds since 1970 UTC), open … volume (float64)."""
    frame = pl.DataFrame(
        {"open_time": dataset.open_time, **{name: getattr(dataset, name) for name in COLUMNS}}
    )
    file = io.BytesIO()
    frame.write_parquet(
        file, compression="zstd", compression_level=3, statistics=False,
        row_group_size=ROW_GROUP_ROWS,
    )  # fmt: skip
    return file.getvalue()


async def load_snapshot(objects: ObjectReader, digest: str) -> Dataset:
    """The dataset of a snapshot; NotFound, InvalidInput when its bytes are not the digest's."""
    raw = await objects.get(digest)
    if sha256_digest(raw) != digest:
        raise InvalidInput(f"the stored bytes of {digest} are damaged")
    try:
        frame = pl.read_parquet(io.BytesIO(raw), columns=["open_time", *COLUMNS])
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InvalidInput(f"{digest} is no snapshot of candles: {error}") from None
    return Dataset.from_arrays(*(frame[name].to_numpy() for name in ("open_time", *COLUMNS)))
