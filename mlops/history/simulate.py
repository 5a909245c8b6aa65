"""A simulated market, for machines that can have no real candles.

It has what a forecast of real Bitcoin candles must cope with: volatility that clusters
over hours, days and weeks, an hour-of-week season on New York time, jumps that stir up
more volatility, fat tails, and a direction nobody can forecast. It is not fitted to any
market and never passes for one: what it feeds runs in its own mode.

The same seed gives the same candles on every machine. Random bits come from PCG64, whose
stream numpy keeps stable (NEP 19), and all arithmetic is + - * /, square roots and rounding,
which IEEE 754 defines to the bit; no libm, whose exp and log differ in the last one.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from functions.domain.candle import Candle, parse_candle
from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR, hour_floor

SIMULATED_FROM = datetime(2023, 4, 19, tzinfo=UTC)
SIMULATED_HOURS = (2 * 365 + 74) * 24  # to 2025-07-01: 2 years to train, 74 days to replay
HOURS_MAX = 100_000

MINUTES = 60
START_USD = 30_000.0
VOLATILITY_PER_HOUR = 0.0042
# Log-volatility: independent mean-reverting components as (half-life in hours, deviation).
COMPONENTS = ((3.0, 0.30), (48.0, 0.30), (720.0, 0.35))
# The price is drawn back so slowly (half of it in 18 months) that no horizon can use it.
PRICE_HALF_LIFE_HOURS = 13_000.0
JUMPS_PER_HOUR = 0.008
JUMP_VOLATILITIES = 2.5
JUMP_STIR = 0.5  # added to the fastest component in the hour after a jump
# Log-volatility by New York hour, midnight first: quiet night, US opening, fading evening.
SEASON = (
    *(-0.05, -0.15, -0.20, -0.15, -0.10, -0.10, -0.10, -0.05, 0.10, 0.30, 0.40, 0.30),
    *(0.20, 0.15, 0.15, 0.15, 0.05, -0.05, -0.05, 0.0, 0.05, 0.0, -0.05, -0.10),
)
WEEKEND = -0.35
LN_2 = 0.6931471805599453
NEW_YORK = ZoneInfo("America/New_York")
BTC_PER_HOUR = 1_500.0
VOLUME_MICRO_BTC_MAX = 10**12

Floats = NDArray[np.float64]


def simulate(seed: int, hours: int, opens_from: datetime) -> tuple[Candle, ...]:
    """Hourly candles without a gap; fewer hours of the same seed are the beginning of more.

    Args:
        seed: not negative.
        hours: how many candles, 1 to HOURS_MAX.
        opens_from: the first open time, UTC, on the hour.

    Raises:
        InvalidInput: an argument is out of its range.
    """
    if seed < 0:
        raise InvalidInput("the seed of the simulated market is a number from 0 up")
    if not 1 <= hours <= HOURS_MAX:
        raise InvalidInput(f"a simulated market has 1 to {HOURS_MAX} hours, not {hours}")
    if opens_from.tzinfo is not UTC or opens_from != hour_floor(opens_from):
        raise InvalidInput("a simulated market opens at a full hour in UTC")
    jumps = np.where(_uniforms(seed, 1, hours) < JUMPS_PER_HOUR, _normals(seed, 2, hours), 0.0)
    volatility = VOLATILITY_PER_HOUR * _exp(
        _log_volatility(seed, jumps != 0.0) + _season(opens_from, hours)
    )
    minutes = _normals(seed, 3, hours * MINUTES).reshape(hours, MINUTES)
    minutes *= volatility[:, np.newaxis] / np.sqrt(float(MINUTES))
    jump_minute = (_uniforms(seed, 4, hours) * MINUTES).astype(np.int64)
    minutes[np.arange(hours), jump_minute] += jumps * JUMP_VOLATILITIES * volatility
    return _candles(opens_from, _price_cents(minutes), _volume_micro_btc(seed, minutes))


def _log_volatility(seed: int, jumped: NDArray[np.bool_]) -> Floats:
    """The sum of the components, each begun in its stationary distribution."""
    hours = len(jumped)
    total = np.zeros(hours)
    for number, (half_life, deviation) in enumerate(COMPONENTS):
        keep = _keep(half_life)
        stir = JUMP_STIR if number == 0 else 0.0
        shocks = _normals(seed, 5 + number, hours) * deviation
        step = float(np.sqrt(1.0 - keep * keep))
        level = float(shocks[0])
        levels = [level]
        for shock, jump in zip(shocks[1:].tolist(), jumped[:-1].tolist(), strict=True):
            level = keep * level + step * shock + (stir if jump else 0.0)
            levels.append(level)
        total += np.array(levels)
    return total


def _season(opens_from: datetime, hours: int) -> Floats:
    local = ((opens_from + HOUR * hour).astimezone(NEW_YORK) for hour in range(hours))
    return np.array([SEASON[at.hour] + (WEEKEND if at.weekday() >= 5 else 0.0) for at in local])


def _price_cents(minutes: Floats) -> NDArray[np.int64]:
    """Prices of each hour: at its open, then at the end of each minute; (hours, 61)."""
    keep = _keep(PRICE_HALF_LIFE_HOURS)
    log_price = 0.0
    opens = []
    within = np.cumsum(minutes, axis=1)
    for hour_return in within[:, -1].tolist():
        opens.append(log_price)
        log_price = keep * log_price + hour_return
    path = np.concatenate([np.zeros((len(opens), 1)), within], axis=1)
    # What the slow pull took from the hour is taken from each of its minutes alike.
    pull = np.array(opens)[:, np.newaxis] * (keep - 1.0) * (np.arange(MINUTES + 1) / MINUTES)
    prices = START_USD * _exp(np.array(opens)[:, np.newaxis] + path + pull)
    cents: NDArray[np.int64] = np.rint(prices * 100.0).astype(np.int64)
    return cents


def _volume_micro_btc(seed: int, minutes: Floats) -> NDArray[np.int64]:
    """Volume in 1e-6 BTC: in proportion to how far the price moved about, with noise."""
    travelled = np.cumsum(np.abs(minutes), axis=1)[:, -1]
    usual = VOLATILITY_PER_HOUR * np.sqrt(float(MINUTES))
    noise = _exp(0.35 * _normals(seed, 8, len(minutes)))
    micro_btc: Floats = np.rint(BTC_PER_HOUR * 1e6 * travelled / usual * noise)
    capped: NDArray[np.int64] = np.minimum(micro_btc, VOLUME_MICRO_BTC_MAX).astype(np.int64)
    return capped


def _candles(
    opens_from: datetime, cents: NDArray[np.int64], micro_btc: NDArray[np.int64]
) -> tuple[Candle, ...]:
    columns = (cents[:, 0], cents.max(axis=1), cents.min(axis=1), cents[:, -1])
    prices = zip(*(column.tolist() for column in columns), strict=True)
    return tuple(
        parse_candle(opens_from + HOUR * hour, [*(f"{price}e-2" for price in ohlc), f"{volume}e-6"])
        for hour, (ohlc, volume) in enumerate(zip(prices, micro_btc.tolist(), strict=True))
    )


def _words(seed: int, stream: int, count: int) -> NDArray[np.uint64]:
    words: Any = np.random.PCG64([seed, stream]).random_raw(count)
    return np.asarray(words, dtype=np.uint64)


def _uniforms(seed: int, stream: int, count: int) -> Floats:
    """Uniform in [0, 1), from the upper 53 bits of each word."""
    return (_words(seed, stream, count) >> np.uint64(11)).astype(np.float64) / 2.0**53


def _normals(seed: int, stream: int, count: int) -> Floats:
    """Nearly normal, mean 0, variance 1: twelve 16-bit uniforms added up (Irwin-Hall)."""
    quarters = _words(seed, stream, 3 * count).view(np.uint16).reshape(count, 12)
    sums = quarters.sum(axis=1, dtype=np.int64)
    normals: Floats = (sums - 6 * 65_535) / 65_536.0
    return normals


def _keep(half_life: float) -> float:
    """The factor that halves a level in so many steps, to first order."""
    return 1.0 - LN_2 / half_life


def _exp(exponents: Floats) -> Floats:
    """The exponential of numbers between -20 and 20, by IEEE 754's basic operations only.

    Taylor to the fourteenth power on a 32nd part of the exponent, then five squarings.
    """
    part = exponents / 32.0
    series = np.ones_like(part)
    for power in range(14, 0, -1):
        series = 1.0 + series * part / power
    for _ in range(5):
        series = series * series
    return series
