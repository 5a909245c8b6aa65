"""`score`: every matured forecast gets its outcome and its scores, and so do its baselines."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

from functions.domain.record import read_forecast_record
from functions.domain.scoring import score as score_distribution
from functions.domain.units import price_text, ratio_text
from functions.ports.forecasts import MODEL_SCORER, MaturedForecast, ScoredForecast
from functions.ports.services import Services

FORECASTS_PER_RUN_MAX = 2_000


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """What `score` did, and whether more is waiting for another run."""

    scored: int
    more: bool

    @property
    def wrote(self) -> bool:
        """Whether readers have something new to see."""
        return self.scored > 0

    @property
    def unfinished(self) -> bool:
        """Whether a run right after this one would score more."""
        return self.more


async def score(services: Services) -> ScoreReport:
    """Score what has matured, from the numbers as published. Raises VendorError."""
    world = await services.world.read()
    matured = await services.forecasts.matured(world.clock.now, FORECASTS_PER_RUN_MAX)
    if not matured:
        return ScoreReport(0, more=False)
    scored = await services.forecasts.record_scores([_scored(one) for one in matured])
    return ScoreReport(scored, more=len(matured) == FORECASTS_PER_RUN_MAX)


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
