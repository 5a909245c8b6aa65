"""How long a server asks to be left alone."""

from email.utils import parsedate_to_datetime

import httpx

RETRY_AFTER_S_MAX = 3 * 24 * 3600
"""The longest ban venues are known to give; a longer one is not believed."""


def retry_after_s(headers: httpx.Headers) -> float:
    """Seconds to wait, below zero for a moment gone by.

    A date counts from the answer's own, whatever our clock says.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:10]), RETRY_AFTER_S_MAX))
    try:
        until = parsedate_to_datetime(text)
        wait_s = (until - parsedate_to_datetime(headers.get("Date", ""))).total_seconds()
    except (ValueError, TypeError):
        return 0.0
    return min(wait_s, RETRY_AFTER_S_MAX)
