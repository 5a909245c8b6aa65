"""What one horizon's forecast looks like now: everything that an embed shows, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.documents.candles import CandleRow
from functions.documents.fan.previous import PreviousForecast, previous_forecast
from functions.documents.fan.svg import fan_svg
from functions.documents.horizons import HORIZON_FACTS
from functions.documents.price import PriceDocument
from functions.documents.standing import Standing
from functions.documents.theme import Theme
from functions.documents.track_record import ForecastRow


@dataclass(frozen=True, slots=True)
class View(Standing):
    """One horizon, with what is drawn beside it."""

    candles: Sequence[CandleRow]
    rows: Sequence[ForecastRow]
    """The newest slots of the horizon, the forecast before among them."""
    price: PriceDocument | None = None
    is_last_known: bool = False
    """Whether what came since cannot be read."""

    @property
    def previous(self) -> PreviousForecast | None:
        """The forecast whose time came where the newest begins."""
        return None if self.record is None else previous_forecast(self.rows, self.record.slot)

    def fan(self, width: int, height: int, theme: Theme | None = None) -> str:
        """The chart as SVG; empty when there is nothing to draw."""
        hours = HORIZON_FACTS[self.horizon].history_hours
        return fan_svg(self.candles, self.record, self.previous, width, height, hours, theme)
