"""The levels document, read from the finished forecast document and nothing else.

So it outlives the same losses, and never says other than what was published.
"""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from functions.documents.envelope import Rendered, render
from functions.documents.levels import LevelsDocument
from functions.domain.errors import NotFound
from functions.domain.horizon import Horizon
from functions.domain.levels import level_probabilities
from functions.domain.record import published_forecast
from functions.domain.units import decimal_text, parse_instant, ratio_text
from functions.domain.world import Mode


def levels_of(forecasts: Rendered, horizon: Horizon, price: Decimal, wall: datetime) -> Rendered:
    """The level under the horizon's current forecast; `forecasts` is the finished document.

    Raises NotFound where no forecast of the horizon is current, InvalidInput for a bad price.
    """
    document = json.loads(forecasts.body)
    current = _current(document, horizon, wall)
    published = published_forecast(current["record"])
    said = level_probabilities(
        published.forecast, published.extreme, published.reference_price, price
    )
    return render(
        LevelsDocument(
            mode=document["mode"],
            source=document["source"],
            data_as_of=document["data_as_of"],
            forecast_id=current["id"],
            slot=published.record["slot"],
            issued_at=published.record["issued_at"],
            reference_price=published.record["reference_price"],
            price=decimal_text(price),
            log_return=ratio_text(float(price.ln() - published.reference_price.ln())),
            p_close_above=ratio_text(said.p_close_above),
            p_touch=None if said.p_touch is None else ratio_text(said.p_touch),
        )
    )


def _current(document: dict[str, Any], horizon: Horizon, wall: datetime) -> dict[str, Any]:
    """The newest forecast of the horizon, while its target has not come.

    A world's own time is at least its newest candle's close; a live one's is the wall's.
    """
    found: list[dict[str, Any]] = [
        one for one in document["forecasts"] if one["record"]["slot"]["horizon"] == horizon
    ]
    if not found:
        raise NotFound(f"there is no {horizon} forecast yet; /api/v1/status says what is awaited")
    (newest,) = found
    target = newest["record"]["slot"]["target"]
    told = document["data_as_of"]
    ended = told is not None and parse_instant(told) >= parse_instant(target)
    if ended or (document["mode"] == Mode.LIVE and wall >= parse_instant(target)):
        raise NotFound(
            f"no {horizon} forecast is current: {newest['id']} ended at {target};"
            " ask again once the next is issued"
        )
    return newest
