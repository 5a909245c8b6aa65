"""Rows of a Parquet file; polars is imported only where one is read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from functions.domain.errors import InvalidInput
from mlops.history.delimited import ROWS_MAX
from mlops.history.history import NumberedCandle, RejectedRow
from mlops.history.row import column_indexes, read_row

if TYPE_CHECKING:
    import polars

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def columnar_rows(path: Path, now: datetime) -> Iterator[NumberedCandle | RejectedRow]:
    """Judge every row; the time column is a Datetime with a time zone, the others numbers.

    Raises InvalidInput (no file name in it) when the schema is wrong or the file damaged.
    """
    table = _table(path)
    instants = (_instant(us) for us in table.to_series(0).dt.epoch("us"))
    rows = table.select(table.columns[1:]).iter_rows()
    for row, (instant, fields) in enumerate(zip(instants, rows, strict=True), 1):
        numbers = ["" if field is None else field for field in fields]
        text = ",".join(["" if instant is None else instant.isoformat(), *numbers])
        yield read_row(row, instant, numbers, text, now)


def _table(path: Path) -> "polars.DataFrame":
    """The six columns in order: the time stamp in UTC, the numbers as their shortest text."""
    import polars as pl

    try:
        scan = pl.scan_parquet(path, glob=False)
        schema = scan.collect_schema()
        names = schema.names()
        chosen = [names[index] for index in column_indexes(names)]
        _check_types(chosen, schema)
        rows = scan.select(pl.len()).collect().item()
        if rows > ROWS_MAX:
            raise InvalidInput(f"has more than {ROWS_MAX} rows; keep the hours you need")
        return scan.select(
            pl.col(chosen[0]).dt.convert_time_zone("UTC"), pl.col(chosen[1:]).cast(pl.String)
        ).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        # polars answers some damage with a panic of its Rust side, no subclass of Exception.
        raise InvalidInput("is damaged or no Parquet file; export it again") from None


def _check_types(chosen: list[str], schema: "polars.Schema") -> None:
    import polars as pl

    time_type = schema[chosen[0]]
    if not isinstance(time_type, pl.Datetime) or time_type.time_zone is None:
        raise InvalidInput(
            f"has {chosen[0]} as {time_type}; make it a Datetime column with a time zone"
        )
    for name in chosen[1:]:
        if not schema[name].is_numeric():
            raise InvalidInput(f"has {name} as {schema[name]}; make it a column of numbers")


def _instant(epoch_us: int | None) -> datetime | None:
    if epoch_us is None:
        return None
    try:
        return EPOCH + timedelta(microseconds=epoch_us)
    except OverflowError:
        return None
