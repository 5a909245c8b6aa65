"""How numbers and instants are written on record: rounded first, then text.

Prices are rounded to cents, returns and probabilities to 1e-6, both as decimal
strings, so that any language hashes the same bytes. Instants are UTC, whole
seconds, `2025-07-17T00:00:00Z`.
"""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

PRICE_STEP = Decimal("0.01")
RATIO_STEP = Decimal("0.000001")
LOSS_STEP = Decimal("0.000000001")
HOUR = timedelta(hours=1)


def price_text(usd: Decimal | float) -> str:
    """USD rounded half-even to cents.

    >>> price_text(61000.005), price_text(Decimal("61000.015"))
    ('61000.00', '61000.02')
    """
    return _quantized(usd, PRICE_STEP)


def ratio_text(ratio: Decimal | float) -> str:
    """A log return or probability rounded half-even to 1e-6; never "-0.000000".

    >>> ratio_text(0.0123456), ratio_text(-1e-9)
    ('0.012346', '0.000000')
    """
    return _quantized(ratio, RATIO_STEP)


def loss_text(loss: float) -> str:
    """A pinball loss or CRPS rounded half-even to 1e-9, in log-return units.

    >>> loss_text(0.00123456789)
    '0.001234568'
    """
    return _quantized(loss, LOSS_STEP)


def decimal_text(number: Decimal) -> str:
    """A decimal as it is, without exponent or trailing zeros.

    >>> decimal_text(Decimal("61000.50")), decimal_text(Decimal("1E+2"))
    ('61000.5', '100')
    """
    return f"{number.normalize():f}"


def _quantized(value: Decimal | float, step: Decimal) -> str:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        raise ValueError(f"only finite numbers go on record, not {value}")
    rounded = exact.quantize(step, rounding=ROUND_HALF_EVEN)
    return f"{abs(rounded) if rounded.is_zero() else rounded:f}"


def instant_text(instant: datetime) -> str:
    """UTC with whole seconds, RFC 3339 with `Z`.

    >>> instant_text(datetime(2025, 7, 17, tzinfo=UTC))
    '2025-07-17T00:00:00Z'
    """
    if instant.tzinfo is None:
        raise ValueError(f"instants carry a time zone; {instant!r} has none")
    return instant.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> datetime:
    """The instant an RFC 3339 text names, in UTC; ValueError when it names none.

    >>> parse_instant("2025-07-17T02:00:00+02:00")
    datetime.datetime(2025, 7, 17, 0, 0, tzinfo=datetime.timezone.utc)
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; write it as 2025-07-17T00:00:00Z")
    return instant.astimezone(UTC)


def hour_floor(instant: datetime) -> datetime:
    """The full hour at or before an instant."""
    return instant.replace(minute=0, second=0, microsecond=0)
