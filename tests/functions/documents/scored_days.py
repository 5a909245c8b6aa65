"""Days of scores as the store gives them, for the tests of documents."""

from datetime import timedelta

from functions.domain.horizon import Horizon
from functions.ports.forecasts import ScoredDay
from tests.functions.documents.settled import T


def day(
    index: int,
    scorer: str,
    forecasts: int,
    pinball: float,
    *,
    horizon: Horizon = Horizon.H24,
    brier: float = 0.25,
    held: float = 0.75,
) -> ScoredDay:
    """The sums of one day; `brier` is the mean, `held` the share of each interval."""
    return ScoredDay(
        horizon=horizon,
        day=(T + timedelta(days=index)).date(),
        scorer=scorer,
        forecasts=forecasts,
        pinball=pinball,
        covered=dict.fromkeys((50, 80, 90, 95), round(held * forecasts)),
        brier=brier * forecasts,
        brier_forecasts=forecasts,
    )
