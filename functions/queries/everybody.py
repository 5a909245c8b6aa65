"""The documents that everybody reads: shelved when they are written, found by their key."""

from collections.abc import Mapping
from functools import partial

from functions.documents.horizons import HORIZON_FACTS
from functions.domain.horizon import Horizon
from functions.ports.forecasts import SlotFilter
from functions.ports.services import Services
from functions.queries.reads import (
    read_candles,
    read_forecast,
    read_forecasts,
    read_models,
    read_scores,
)
from functions.queries.shelf import Build

PAGE_DEFAULT = 50
CANDLES_DEFAULT = 168
CANDLES_SHELVED = (CANDLES_DEFAULT, 529)
"""A week, and what the page draws behind a 7-day fan."""

FORECAST, SCORES, MODELS, STATUS = "forecast", "scores", "models", "status"
STATUS_S_MAX = 5.0
"""Seconds for which a status stays fresh."""


def candles_key(hours: int) -> str:
    """The key of the newest candles."""
    return f"candles:{hours}"


def drawn_candle_hours(horizon: Horizon) -> int:
    """The fewest shelved that reach back as far as a horizon's fan is drawn."""
    facts = HORIZON_FACTS[horizon]
    # The cutoff of a forecast may lie one cadence before the newest candle.
    drawn = facts.history_hours + facts.cadence_hours + 1
    return min(hours for hours in CANDLES_SHELVED if hours >= drawn)


def view_keys(horizon: Horizon) -> tuple[str, str, str]:
    """The keys of what one horizon is shown with: forecasts, candles, and its slots."""
    return FORECAST, candles_key(drawn_candle_hours(horizon)), forecasts_key(horizon)


def forecasts_key(horizon: Horizon | None) -> str:
    """The key of a horizon's newest page of slots, or of all horizons'."""
    return f"forecasts:{horizon or 'all'}"


def builds(services: Services) -> Mapping[str, Build]:
    """How each of them is built."""
    return {
        FORECAST: partial(read_forecast, services),
        SCORES: partial(read_scores, services),
        MODELS: partial(read_models, services),
        **{candles_key(hours): partial(read_candles, services, hours) for hours in CANDLES_SHELVED},
        **{
            forecasts_key(horizon): partial(
                read_forecasts, services, SlotFilter(horizon=horizon, limit=PAGE_DEFAULT)
            )
            for horizon in (None, *Horizon)
        },
    }
