"""Shares and changes as people read them, as in `frontend/src/lib/formatNumber.ts`."""

from decimal import ROUND_HALF_UP, Decimal

_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def percent(share: float) -> str:
    """`79.3%` of 0.793."""
    return f"{Decimal(100 * share).quantize(_TENTH, ROUND_HALF_UP)}%"


def signed_percent(share: float) -> str:
    """`+1.23%` of 0.0123; a true minus sign below zero."""
    text = f"{Decimal(abs(100 * share)).quantize(_HUNDREDTH, ROUND_HALF_UP)}%"
    if text == "0.00%":
        return text
    return f"−{text}" if share < 0 else f"+{text}"
