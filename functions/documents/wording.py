"""Prices, shares and times as people read them; the page's `frontend/src/lib` says the same."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENTS_BELOW_USD = 100
MODE_LABELS = {
    "live": "Live",
    "replay": "Replay of past prices, not live",
    "simulated": "Simulated market, not Bitcoin",
}
_CENT, _DOLLAR = Decimal("0.01"), Decimal(1)


def exact_dollars(price: float | Decimal) -> str:
    """`$61,000.00`: to the cent."""
    return _dollars(price, _CENT)


def whole_dollars(price: float | Decimal) -> str:
    """`$61,050`: without cents, or with them when the price is below $100."""
    return _dollars(price, _CENT if price < CENTS_BELOW_USD else _DOLLAR)


def clock_time(instant: datetime) -> str:
    """`14:00`; instants are in UTC here and below."""
    return f"{instant:%H:%M}"


def day_and_month(instant: datetime) -> str:
    """`18 Jul`."""
    return f"{instant.day} {instant:%b}"


def weekday_time(instant: datetime) -> str:
    """`Fri 18 Jul, 14:00 UTC`."""
    return f"{instant:%a} {day_and_month(instant)}, {clock_time(instant)} UTC"


def full_time(instant: datetime) -> str:
    """`18 Jul 2025, 14:00 UTC`."""
    return f"{day_and_month(instant)} {instant.year}, {clock_time(instant)} UTC"


def duration(length: timedelta) -> str:
    """`45 s`, `12 min`, `3 h 20 min`, `2 d 5 h`: the two largest units that matter."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours = seconds // 60, seconds // 3600
    if hours == 0:
        return f"{minutes} min"
    if hours < 24:
        return _pair(f"{hours} h", minutes % 60, "min")
    return _pair(f"{hours // 24} d", hours % 24, "h")


def _pair(first: str, rest: int, name: str) -> str:
    return first if rest == 0 else f"{first} {rest} {name}"


def _dollars(price: float | Decimal, step: Decimal) -> str:
    # Halves go up, as in a browser; Python's own formatting would round them to even.
    return f"${Decimal(price).quantize(step, ROUND_HALF_UP):,}"
