"""The page in other readers' languages: the same numbers, and pictures that no language bends."""

import re
from decimal import ROUND_HALF_UP, Decimal

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

pytestmark = needs_chromium

LOCALES = ("de-DE", "pt-BR", "ar-EG", "hi-IN")
"""Dollars behind the number, a comma for the point, right to left, groups of two digits."""
PATHS = ("/?horizon=24h", "/record?horizon=24h", "/history?horizon=24h", "/status")
# At once: an hour passes every few seconds, and another row is the first.
SAID = """row => [
  row.querySelector('.recent__interval').innerText,
  row.querySelector('a').getAttribute('href'),
]"""


@pytest.mark.parametrize("locale", LOCALES)
def test_prices_and_pictures_are_those_of_every_reader(
    browser: Browser, product: Product, locale: str
) -> None:
    context = browser.new_context(base_url=product.url, locale=locale)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    for path in PATHS:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible(timeout=SEEN_MS_MAX)
        expect(page.locator(".skeleton:visible")).to_have_count(0, timeout=SEEN_MS_MAX)
        assert complaints == [], f"{locale} {path}"
    page.goto(PATHS[0])
    row = page.locator("tr", has=page.locator(".recent__interval")).first
    interval, link = row.evaluate(SAID, timeout=SEEN_MS_MAX)
    slot = link.partition("slot=")[2]
    listed = httpx.get(f"{product.url}/api/v1/forecasts?horizon=24h&limit=200").json()["forecasts"]
    [published] = [one for one in listed if one["id"] == slot]
    prices = [in_dollars(published[end]) for end in ("q10_price", "q90_price")]
    assert [int(re.sub(r"\D", "", end)) for end in interval.split("–")] == prices
    context.close()


def in_dollars(price: str) -> int:
    """As browsers round, half a dollar up: Python's round() takes it to the even one."""
    return int(Decimal(price).quantize(Decimal(1), ROUND_HALF_UP))
