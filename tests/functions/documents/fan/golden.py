"""The vectors that the page's own drawing is tested on too (`frontend/tests/charts/fan`)."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from functions.documents.candles import CandleRow
from functions.documents.fan.geometry import FanGeometry, fan_geometry
from functions.documents.fan.previous import PreviousForecast, previous_forecast
from functions.documents.fan.scale import px
from functions.documents.forecast import ForecastRecord
from functions.documents.track_record import ForecastRow

PATH = Path(__file__).parents[3] / "golden" / "fan.json"
CASES: list[dict[str, Any]] = json.loads(PATH.read_text())
NAMED: dict[str, dict[str, Any]] = {case["name"]: case for case in CASES}


def candles_of(case: dict[str, Any]) -> list[CandleRow]:
    return [CandleRow.model_validate(row) for row in case["candles"]]


def record_of(case: dict[str, Any]) -> ForecastRecord | None:
    return None if case["record"] is None else ForecastRecord.model_validate(case["record"])


def previous_of(case: dict[str, Any]) -> PreviousForecast | None:
    record = record_of(case)
    rows = [ForecastRow.model_validate(row) for row in case["rows"]]
    return None if record is None else previous_forecast(rows, record.slot)


def drawn_from(
    case: dict[str, Any],
) -> tuple[list[CandleRow], ForecastRecord | None, PreviousForecast | None, int, int, int]:
    """Candles, forecast, the one before; width and height in px; hours of history."""
    return (
        candles_of(case),
        record_of(case),
        previous_of(case),
        case["width"],
        case["height"],
        case["history_hours"],
    )


def geometry_of(case: dict[str, Any]) -> FanGeometry | None:
    return fan_geometry(*drawn_from(case))


def as_golden(geometry: FanGeometry | None) -> dict[str, Any]:
    """What is drawn, every coordinate to a tenth of a pixel."""
    assert geometry is not None
    rounded: dict[str, Any] = _rounded(asdict(geometry))
    return rounded


def _rounded(value: Any) -> Any:
    match value:
        case float() | int():
            return float(px(value)) if isinstance(value, float) else value
        case dict():
            return {name: _rounded(one) for name, one in value.items()}
        case list() | tuple():
            return [_rounded(one) for one in value]
        case _:
            return value
