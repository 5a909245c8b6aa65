"""The track record in a real browser, on the running product: a reader opens what it is made of."""

import re
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

DOTS = re.compile("Enter opens one$")

pytestmark = needs_chromium


@pytest.fixture
def page(page: Page) -> Page:
    """The record of the 1-hour forecasts."""
    page.goto("/record?horizon=1h")
    expect(page.get_by_role("slider", name=DOTS)).to_be_visible(timeout=SEEN_MS_MAX)
    return page


def test_a_reader_goes_from_a_bar_to_its_forecasts_to_one_of_them(
    page: Page, product: Product
) -> None:
    told = httpx.get(f"{product.url}/api/v1/scores/1h").raise_for_status().json()
    fullest = max(range(10), key=lambda index: told["pit_bins"][index]["count"])
    page.locator(".pit-histogram__buttons button").nth(fullest).click()
    members = page.get_by_role("region", name="Forecasts of the chosen bar")
    expect(members).to_contain_text(f"at {10 * fullest}–{10 * fullest + 10}% of the forecast")
    members.get_by_role("listitem").first.get_by_role("button").click()
    opened = page.get_by_role("region", name=re.compile("^Forecast 1h-"))
    expect(opened).to_contain_text("Came")
    expect(opened.get_by_role("link")).to_have_attribute(
        "href", re.compile("/api/v1/forecasts/1h-")
    )


def test_the_whole_record_can_be_gone_through_by_keyboard(page: Page) -> None:
    dots = page.get_by_role("slider", name=DOTS)
    dots.focus()
    page.keyboard.press("Home")
    expect(dots).to_have_attribute("aria-valuenow", "0")
    page.keyboard.press("ArrowRight")
    expect(dots).to_have_attribute("aria-valuenow", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name=re.compile("^Forecast 1h-"))).to_contain_text("Came")
    expect(page.get_by_text("Backtest – not the record")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_the_narrowest_screen(
    browser: Browser, product: Product, theme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700}, color_scheme=theme)
    page.goto(f"{product.url}/record?horizon=1h")
    expect(page.get_by_role("slider", name=DOTS)).to_be_visible(timeout=SEEN_MS_MAX)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
