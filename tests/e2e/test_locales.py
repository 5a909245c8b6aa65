"""The page in other readers' languages: the same numbers, and pictures that no language bends."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

pytestmark = needs_chromium

LOCALES = ("de-DE", "pt-BR", "ar-EG", "hi-IN")
"""Dollars behind the number, a comma for the point, right to left, groups of two digits."""
PATHS = ("/?horizon=24h", "/record?horizon=24h", "/history?horizon=24h", "/status")


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
    ends = row.locator(".recent__interval").inner_text(timeout=SEEN_MS_MAX).split("–")
    slot = (row.locator("a").get_attribute("href") or "").partition("slot=")[2]
    listed = httpx.get(f"{product.url}/api/v1/forecasts?horizon=24h&limit=200").json()["forecasts"]
    [published] = [one for one in listed if one["id"] == slot]
    prices = [float(published["q10_price"]), float(published["q90_price"])]
    assert [int(re.sub(r"\D", "", end)) for end in ends] == [round(price) for price in prices]
    context.close()
