"""What the first view of one horizon is made of, gathered once."""

from dataclasses import dataclass

from functions.documents.candles import Candles
from functions.documents.envelope import Rendered
from functions.documents.forecast import LatestForecasts
from functions.documents.standing import Standing
from functions.documents.status import StatusDocument
from functions.documents.track_record import ForecastPage
from functions.domain.horizon import Horizon


@dataclass(frozen=True, slots=True)
class Bodies:
    """The documents as every reader gets them."""

    status: Rendered
    latest: Rendered
    candles: Rendered
    """As many as the page asks for first, `candle_hours`."""
    forecasts: Rendered
    """The newest page of the horizon's slots."""
    candle_hours: int


@dataclass(frozen=True, slots=True)
class Reading(Standing):
    """The same, read, for one horizon, as of when the status was read."""

    status: StatusDocument
    candles: Candles
    forecasts: ForecastPage


def read(horizon: Horizon, bodies: Bodies) -> Reading:
    """The documents of one horizon's first view."""
    status = StatusDocument.model_validate_json(bodies.status.body)
    return Reading(
        horizon,
        LatestForecasts.model_validate_json(bodies.latest.body),
        status.clock.now,
        status.clock.state,
        status,
        Candles.model_validate_json(bodies.candles.body),
        ForecastPage.model_validate_json(bodies.forecasts.body),
    )
