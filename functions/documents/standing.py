"""How the newest forecasts stand at one moment: what both the page and an embed begin with."""

from dataclasses import dataclass
from datetime import datetime

from functions.documents.forecast import Forecast, ForecastRecord, LatestForecasts, NextSlot
from functions.documents.sentence import Sentence, sentence_of
from functions.documents.staleness import Staleness, staleness_of
from functions.domain.horizon import Horizon


@dataclass(frozen=True, slots=True)
class Standing:
    """The forecasts, seen from one horizon at the jobs' `now`, on a clock in that state."""

    horizon: Horizon
    latest: LatestForecasts
    now: datetime
    state: str

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
        """The slot that the horizon has next, where one is announced."""
        slots = self.latest.next_slots
        return next((slot for slot in slots if slot.horizon is self.horizon), None)

    @property
    def staleness(self) -> Staleness:
        """How far the forecast is behind; current where there is none yet."""
        return "current" if self.record is None else self.staleness_of(self.record)

    def newest(self, horizon: Horizon) -> Forecast | None:
        """The newest forecast of any horizon."""
        forecasts = self.latest.forecasts
        return next((one for one in forecasts if one.record.slot.horizon is horizon), None)

    def staleness_of(self, record: ForecastRecord) -> Staleness:
        """How far any forecast is behind."""
        return staleness_of(record.slot, self.latest.data_as_of, self.now, self.state)

    def sentence(self, forecast: Forecast) -> Sentence:
        """The words for a forecast."""
        edge = self.latest.directional_edge
        return sentence_of(forecast.record, self.latest.mode, edge, self.now, self.state)
