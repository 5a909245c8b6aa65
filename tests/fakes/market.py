"""A small seeded market: clustering volatility, a New-York season, now and then a jump."""

import math
import random
from datetime import UTC, datetime
from decimal import Decimal

from functions.domain.candle import Candle
from functions.domain.season import hour_of_week
from functions.domain.units import HOUR

START = datetime(2024, 1, 1, tzinfo=UTC)


def market(hours: int, seed: int = 0, missing: tuple[int, ...] = ()) -> list[Candle]:
    """Candles of the `hours` hours from `START` on, but for the `missing` ones."""
    dice = random.Random(seed)
    price, log_volatility = 40_000.0, 0.0
    candles = []
    for step in range(hours):
        open_time = START + step * HOUR
        log_volatility = 0.97 * log_volatility + 0.12 * dice.gauss(0.0, 1.0)
        season = 1.0 + 0.4 * math.sin(hour_of_week(open_time) * math.tau / 24)
        volatility = 0.005 * season * math.exp(log_volatility)
        jump = dice.gauss(0.0, 0.03) if dice.random() < 0.002 else 0.0
        path = [0.0]
        for _ in range(6):
            path.append(path[-1] + dice.gauss(0.0, volatility / math.sqrt(6)))
        path[-1] += jump
        prices = [Decimal(f"{price * math.exp(point):.2f}") for point in path]
        volume = Decimal(f"{dice.expovariate(0.01):.6f}")
        if step not in missing:
            candles.append(
                Candle(open_time, prices[0], max(prices), min(prices), prices[-1], volume)
            )
        price = float(prices[-1])
    return candles
