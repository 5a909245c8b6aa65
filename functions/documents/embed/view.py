"""What one horizon's forecast looks like now: everything that an embed shows, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.documents.candles import CandleRow
from functions.documents.fan.previous import PreviousForecast, previous_forecast
from functions.documents.fan.svg import fan_svg
from functions.documents.forecast import Forecast, LatestForecasts, NextSlot
from functions.documents.horizons import HORIZON_FACTS
from functions.documents.price import PriceDocument
from functions.documents.sentence import Sentence, sentence_of
from functions.documents.staleness import Staleness, staleness_of
from functions.documents.theme import Theme
from functions.documents.track_record import ForecastRow
from functions.domain.horizon import Horizon


@dataclass(frozen=True, slots=True)
class View:
    """One horizon at the jobs' `now`, on a clock in that state."""

    horizon: Horizon
    latest: LatestForecasts
    candles: Sequence[CandleRow]
    rows: Sequence[ForecastRow]
    """The newest slots of the horizon, the forecast before among them."""
    now: datetime
    state: str
    price: PriceDocument | None = None
    is_last_known: bool = False
    """Whether what came since cannot be read."""

    @property
    def forecast(self) -> Forecast | None:
        """The newest forecast; None before the first."""
        forecasts = self.latest.forecasts
        return next((one for one in forecasts if one.record.slot.horizon is self.horizon), None)

    @property
    def next_slot(self) -> NextSlot | None:
        """The slot that comes next, where one is announced."""
        slots = self.latest.next_slots
        return next((one for one in slots if one.horizon is self.horizon), None)

    @property
    def previous(self) -> PreviousForecast | None:
        """The forecast whose time came where the newest begins."""
        forecast = self.forecast
        return None if forecast is None else previous_forecast(self.rows, forecast.record.slot)

    @property
    def staleness(self) -> Staleness:
        """How far the forecast is behind; current where there is none yet."""
        if self.forecast is None:
            return "current"
        slot = self.forecast.record.slot
        return staleness_of(slot, self.latest.data_as_of, self.now, self.state)

    def sentence(self, forecast: Forecast) -> Sentence:
        """The words for the newest forecast."""
        edge = self.latest.directional_edge
        return sentence_of(forecast.record, self.latest.mode, edge, self.now, self.state)

    def fan(self, width: int, height: int, theme: Theme | None = None) -> str:
        """The chart as SVG; empty when there is nothing to draw."""
        record = None if self.forecast is None else self.forecast.record
        hours = HORIZON_FACTS[self.horizon].history_hours
        return fan_svg(self.candles, record, self.previous, width, height, hours, theme)
