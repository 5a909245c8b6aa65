"""`score`: every matured forecast gets its outcome and its scores, and so do its baselines.

Then its touches are judged, once every hour on the way is known.
"""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

from functions.domain.chances import farthest_touch
from functions.domain.record import read_forecast_record
from functions.domain.scoring import score as score_distribution
from functions.domain.units import price_text, ratio_text
from functions.ports.forecasts import MODEL_SCORER, MaturedForecast, ScoredForecast
from functions.ports.services import Services
from functions.ports.touches import JudgedForecast, ReachedForecast

FORECASTS_PER_RUN_MAX = 2_000


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """What `score` did, and whether more is waiting for another run."""

    scored: int
    more: bool
    touches: int = 0
    """Forecasts whose touches were judged."""

    @property
    def wrote(self) -> bool:
        """Whether readers have something new to see."""
        return self.scored > 0 or self.touches > 0

    @property
    def unfinished(self) -> bool:
        """Whether a run right after this one would score more."""
        return self.more


async def score(services: Services) -> ScoreReport:
    """Score what has matured, from the numbers as published. Raises VendorError."""
    forecasts = services.forecasts
    world = await services.world.read()
    matured = await forecasts.matured(world.clock.now, FORECASTS_PER_RUN_MAX)
    scored = await forecasts.record_scores([_scored(one) for one in matured]) if matured else 0
    reached = await forecasts.reached(FORECASTS_PER_RUN_MAX)
    touches = await forecasts.record_touches([_judged(one) for one in reached]) if reached else 0
    more = FORECASTS_PER_RUN_MAX in (len(matured), len(reached))
    return ScoreReport(scored, more, touches)


def _scored(matured: MaturedForecast) -> ScoredForecast:
    published = read_forecast_record(matured.body)
    price = Decimal(price_text(matured.outcome_price))
    log_return = math.log(price / published.reference_price)
    outcome = float(ratio_text(log_return))
    return ScoredForecast(
        replace(matured, outcome_price=price),
        outcome,
        {
            MODEL_SCORER: score_distribution(published.forecast, outcome),
            **{
                name: score_distribution(baseline, outcome)
                for name, baseline in published.baselines.items()
            },
        },
    )


def _judged(reached: ReachedForecast) -> JudgedForecast:
    said = read_forecast_record(reached.body)
    if said.extreme is None:
        return JudgedForecast(reached, None)
    extremes = reached.highest, reached.lowest
    return JudgedForecast(
        reached, farthest_touch(said.forecast, said.extreme, said.reference_price, *extremes)
    )
