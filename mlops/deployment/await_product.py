"""Waits until a deployed product does what it is for: `python -m mlops.deployment.await_product`.

Done once the page answers and, while we look, a forecast more is on record.
"""

import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx
import typer

from functions.domain.errors import VendorUnavailable
from mlops.terminal import Terminal

POLL_S = 1.0
PROBE_S_MAX = 5.0

Found = TypeVar("Found")


def await_product(url: str, seconds_max: float, say: Callable[[str], None]) -> None:
    """Return when a slot was issued while the page is up; VendorUnavailable when none was."""
    deadline = time.monotonic() + seconds_max
    page = _await(lambda: _answer(url), deadline, f"the page at {url} does not answer")
    say(f"The page answers: {len(page.content)} bytes.")
    first = _await(lambda: _running(url), deadline, "the world is not yet prepared")
    say(f"The world is prepared: {first['issued']} forecasts are on record.")
    last = _await(
        lambda: _more(url, first["issued"]), deadline, f"no slot after the {first['issued']} first"
    )
    say(f"A slot was issued: {last['issued']} forecasts, {last['missed']} missed.")


def _await(ask: Callable[[], Found | None], deadline: float, otherwise: str) -> Found:
    while (found := ask()) is None:
        if time.monotonic() > deadline:
            raise VendorUnavailable("product", otherwise)
        time.sleep(POLL_S)
    return found


def _answer(url: str) -> httpx.Response | None:
    try:
        answer = httpx.get(url, timeout=PROBE_S_MAX)
    except httpx.HTTPError:
        return None
    return answer if answer.is_success else None


def _status(url: str) -> dict[str, Any] | None:
    answer = _answer(f"{url}/api/v1/status")
    return answer.json() if answer else None


def _running(url: str) -> dict[str, Any] | None:
    status = _status(url)
    return status if status and status["clock"]["state"] in ("running", "live") else None


def _more(url: str, issued: int) -> dict[str, Any] | None:
    status = _status(url)
    return status if status and status["issued"] > issued else None


def main(url: str, seconds_max: float = 600.0) -> None:
    """Wait for the product at a URL."""
    try:
        await_product(url.rstrip("/"), seconds_max, Terminal().say)
    except VendorUnavailable as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    typer.run(main)
