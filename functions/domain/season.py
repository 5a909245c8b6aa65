"""The hour-of-week season of volatility, in New York hours.

Bitcoin's volatility follows the American working day, so the clock that matters is
New York's, daylight saving time included.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.domain.units import HOUR

HOURS_A_WEEK = 168
NEW_YORK = ZoneInfo("America/New_York")


def hour_of_week(instant: datetime) -> int:
    """The hour of the week in New York, 0 (Monday 00:00) to 167 (Sunday 23:00).

    >>> from datetime import UTC
    >>> hour_of_week(datetime(2025, 7, 14, 4, tzinfo=UTC))
    0
    >>> hour_of_week(datetime(2025, 1, 13, 4, tzinfo=UTC))
    167
    """
    local = instant.astimezone(NEW_YORK)
    return local.weekday() * 24 + local.hour


@dataclass(frozen=True, slots=True)
class Season:
    """How the variance of each hour of the week compares with the mean hour's (1.0)."""

    factors: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse factors that cannot scale a variance."""
        if len(self.factors) != HOURS_A_WEEK:
            raise ValueError(f"a week has {HOURS_A_WEEK} hours, not {len(self.factors)}")
        if not all(math.isfinite(factor) and factor > 0.0 for factor in self.factors):
            raise ValueError("season factors must be finite and above zero")

    def factor(self, open_time: datetime) -> float:
        """The factor of the hour that opens at `open_time`."""
        return self.factors[hour_of_week(open_time)]

    def total(self, start: datetime, hours: int) -> float:
        """The sum of the factors of the `hours` hours from `start` on."""
        if hours == HOURS_A_WEEK and _offset(start) == _offset(start + hours * HOUR):
            return sum(self.factors)  # a week without a clock change has each hour once
        return sum(self.factor(start + step * HOUR) for step in range(hours))


def _offset(instant: datetime) -> timedelta | None:
    return instant.astimezone(NEW_YORK).utcoffset()
