"""The documents that everybody reads: shelved when they are written, found by their key."""

from collections.abc import Mapping
from functools import partial

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
