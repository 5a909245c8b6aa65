"""What the slow checks share: where things are."""

import os
from collections.abc import Callable, Iterator
from hashlib import file_digest
from pathlib import Path

import pytest

from mlops.local.free_port import free_port
from tests.e2e.chromium import browser
from tests.slow.page.fixtures import audit_tools, axe, empty_url, page_routes, page_url
from tests.slow.product import Product, candor_up
from tests.slow.scheduler import BY_HAND

__all__ = ["audit_tools", "axe", "browser", "empty_url", "page_routes", "page_url"]

PAGE_S_MAX = 120
PREPARED_S_MAX = 900
REPOSITORY = Path(__file__).parents[2]
# Nobody waits for a real hour who has not asked to (`make live-hour`).
collect_ignore = [] if os.environ.get("CANDOR_LIVE_HOUR") else ["test_live_hour.py"]
REAL_HISTORY_DIGEST = "f1cecbd18292"
"""First digits of the SHA-256 of the candles on which docs/forecasting.md was measured."""

Say = Callable[[str], None]


@pytest.fixture(scope="session")
def real_history() -> Path:
    """The file of real candles that CANDOR_HISTORY names."""
    named = os.environ.get("CANDOR_HISTORY")
    if not named:
        pytest.skip("CANDOR_HISTORY names no file of hourly candles")
    path = Path(named)
    if not path.is_file():
        pytest.skip(f"CANDOR_HISTORY names {path}, which is no file")
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    if not digest.startswith(REAL_HISTORY_DIGEST):
        pytest.skip(
            f"CANDOR_HISTORY is sha256:{digest[:12]}; the table of docs/forecasting.md was"
            f" measured on sha256:{REAL_HISTORY_DIGEST}"
        )
    return path


@pytest.fixture(scope="session")
def history(request: pytest.FixtureRequest) -> dict[str, str]:
    """The real candles where they are given, else the simulated market."""
    try:
        return {"CANDOR_HISTORY": str(request.getfixturevalue("real_history"))}
    except pytest.skip.Exception:
        return {}


@pytest.fixture(scope="session")
def venues_product(server_folder: Path, history: dict[str, str], say: Say) -> Iterator[Product]:
    """The product on four emulated venues, 60 days of them behind it, its clock in our hand."""
    product = candor_up(
        REPOSITORY,
        free_port(),
        CANDOR_VENUES="emulated",
        CANDOR_SECONDS_PER_HOUR=BY_HAND,
        CANDOR_STATE=str(server_folder / "venues"),
        **history,
    )
    try:
        product.wait_for_page(PAGE_S_MAX)
        product.wait_for_state("running", PREPARED_S_MAX)
        say(f"venues: 60 days through four emulated venues, in {product.seconds():.0f} s")
        yield product
        product.interrupt()
    finally:
        product.end()
