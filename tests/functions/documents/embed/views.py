"""Views of the golden forecasts, read when and in what state a test wants."""

from dataclasses import replace
from datetime import timedelta

from functions.documents.embed.view import View
from functions.documents.forecast import Forecast, LatestForecasts
from functions.documents.price import PriceDocument, PriceSource
from functions.documents.track_record import ForecastRow
from functions.domain.horizon import Horizon
from tests.functions.documents.fan.golden import NAMED, candles_of, record_of

MINUTE = timedelta(minutes=1)


def view(name: str = "24h", *, age: timedelta = 12 * MINUTE, **changes: object) -> View:
    """A golden forecast, `age` after its cutoff on a live clock."""
    case = NAMED[name]
    record = record_of(case)
    assert record is not None
    now = record.slot.cutoff + age
    latest = LatestForecasts(
        mode="live",
        source="venues",
        data_as_of=record.slot.cutoff,
        directional_edge=[],
        forecasts=[
            Forecast(id="x", ledger_index=7, leaf_hash="c" * 64, record=record, outcome=None)
        ],
        next_slots=[],
    )
    price = PriceDocument(
        mode="live",
        source="venues",
        data_as_of=record.slot.cutoff,
        price="108123.40",
        time=now,
        origin="tickers",
        sources=[PriceSource(name=one, price="108123.40", time=now) for one in ("a", "b")],
    )
    known = View(
        record.slot.horizon,
        latest,
        now,
        "live",
        candles_of(case),
        [ForecastRow.model_validate(row) for row in case["rows"]],
        price=price,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def without_forecast(**changes: object) -> View:
    """The same world before the first forecast."""
    known = view()
    latest = known.latest.model_copy(update={"forecasts": []})
    return replace(known, latest=latest, rows=[], horizon=Horizon.H24, **changes)  # type: ignore[arg-type]
