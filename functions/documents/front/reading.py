"""What the first view of one horizon is made of, gathered once."""

from dataclasses import dataclass
from datetime import datetime

from functions.documents.candles import Candles
from functions.documents.envelope import Rendered
from functions.documents.forecast import Forecast, ForecastRecord, LatestForecasts, NextSlot
from functions.documents.staleness import Staleness, staleness_of
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
class Reading:
    """The same, read, for one horizon."""

    horizon: Horizon
    status: StatusDocument
    latest: LatestForecasts
    candles: Candles
    forecasts: ForecastPage

    @property
    def now(self) -> datetime:
        """The jobs' now when the status was read."""
        return self.status.clock.now

    @property
    def forecast(self) -> Forecast | None:
        """The newest forecast of the horizon; None before the first."""
        return self.newest(self.horizon)

    @property
    def record(self) -> ForecastRecord | None:
        """Its entry in the ledger."""
        return None if self.forecast is None else self.forecast.record

    @property
    def next_slot(self) -> NextSlot | None:
        """The slot that the horizon has next."""
        slots = self.latest.next_slots
        return next((slot for slot in slots if slot.horizon is self.horizon), None)

    @property
    def staleness(self) -> Staleness:
        """How far the forecast is behind; current where there is none."""
        if self.record is None:
            return "current"
        return self.staleness_of(self.record)

    def newest(self, horizon: Horizon) -> Forecast | None:
        """The newest forecast of any horizon."""
        forecasts = self.latest.forecasts
        return next((one for one in forecasts if one.record.slot.horizon is horizon), None)

    def staleness_of(self, record: ForecastRecord) -> Staleness:
        """How far any forecast is behind."""
        clock = self.status.clock
        return staleness_of(record.slot, self.latest.data_as_of, clock.now, clock.state)


def read(horizon: Horizon, bodies: Bodies) -> Reading:
    """The documents of one horizon's first view."""
    return Reading(
        horizon,
        StatusDocument.model_validate_json(bodies.status.body),
        LatestForecasts.model_validate_json(bodies.latest.body),
        Candles.model_validate_json(bodies.candles.body),
        ForecastPage.model_validate_json(bodies.forecasts.body),
    )
